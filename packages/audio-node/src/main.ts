import { AudioNode } from './audio-node.ts';
import { readSettings } from './settings.ts';

/** Entry of the process: announces its port in one JSON line, stops at SIGTERM or SIGINT. */
const node = await AudioNode.start(readSettings(process.env));
process.stdout.write(`${JSON.stringify({ event: 'listening', port: node.port })}\n`);

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  void node.stop();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
