import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { transcode } from './transcode.ts';

/** Entry of the worker thread that turns one file into Opus frames; posts what `transcode` yields. */
// Of this thread alone: decoding is never as urgent as a frame that is due.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const bytes = workerData as Uint8Array;
for await (const message of transcode(bytes)) parentPort?.postMessage(message);
