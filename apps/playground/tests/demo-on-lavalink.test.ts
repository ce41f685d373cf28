import { join } from 'node:path';
import { startNodeProcess } from '@anankor/audio-node/testing';
import { keepVoiceCertificate, toolFolder } from '@anankor/local-stack';
import { expect, it } from 'vitest';
import { demo } from '../src/demo.ts';

it('plays on a node that LAVALINK_* name, and says how it comes to trust the voice server', async () => {
  const { file } = await keepVoiceCertificate(join(toolFolder(), 'voice'));
  const node = await startNodeProcess({ NODE_EXTRA_CA_CERTS: file, HTTP_PRIVATE_HOSTS: '*' });
  const env = {
    LAVALINK_HOST: node.host,
    LAVALINK_PORT: String(node.port),
    LAVALINK_PASSWORD: node.password,
  };
  const lines: string[] = [];
  try {
    await demo({ once: true, print: (line) => void lines.push(line), asked: Promise.resolve(), env });
  } finally {
    await node.stop();
  }
  const printed = lines.join('\n');
  expect(printed).toMatch(/keytool -importcert .*voice-ca\.pem/);
  expect(printed).toMatch(/#Lounge hears 4[34]\d\.\d Hz/);
}, 120_000);
