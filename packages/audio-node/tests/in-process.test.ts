import { AudioNode } from '../src/index.ts';
import { describeContract } from './support/contract.ts';

describeContract('Lavalink contract, audio-node in this process', async () => {
  const node = await AudioNode.start({ port: 0, password: 'in process' });
  return {
    host: '127.0.0.1',
    port: node.port,
    password: 'in process',
    track: 'library:slow-river',
    missing: 'library:nothing',
    failing: 'library:unavailable',
    reason: 'not available',
    stop: () => node.stop(),
  };
});
