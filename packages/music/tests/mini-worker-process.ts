import { createInterface } from 'node:readline';
import { MiniWorker } from './mini-worker.ts';
import type { MiniWorkerOptions } from './mini-worker.ts';

/** A mini worker as a process of its own, to be killed and frozen. Its options are its only argument. */
const worker = new MiniWorker({
  ...(JSON.parse(process.argv[2]!) as MiniWorkerOptions),
  onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
});
await worker.start();
process.stdout.write('"started"\n');
createInterface({ input: process.stdin }).on('close', () => void worker.stop());
