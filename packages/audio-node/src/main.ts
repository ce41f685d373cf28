import { constants, setPriority } from 'node:os';
import { AudioNode } from './audio-node.ts';
import { readSettings } from './settings.ts';

/** Entry of the process: announces its port in one JSON line, stops at SIGTERM or SIGINT. */
try {
  // Frames are due every 20 ms, however busy the machine is. Where that is not allowed it goes on without.
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  // Not privileged.
}
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
