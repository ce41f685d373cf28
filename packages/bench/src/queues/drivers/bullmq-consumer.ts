import type { Job as Envelope } from '@anankor/schemas';
import { Worker } from 'bullmq';
import { serveConsumer, workOn } from '../consumer.ts';

const [port, concurrency] = process.argv.slice(2).map(Number);
let worker: Worker<Envelope> | undefined;

serveConsumer({
  start: async (work) => {
    worker = new Worker<Envelope>('jobs', (job) => workOn(job.data, work), {
      connection: { host: '127.0.0.1', port: port ?? 0 },
      concurrency: concurrency ?? 1,
    });
    worker.on('error', () => undefined);
    await worker.waitUntilReady();
  },
  stop: async () => worker?.close(),
});
