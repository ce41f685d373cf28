import type { Job as Envelope } from '@anankor/schemas';
import { Queue, Worker } from 'groupmq';
import { Redis } from 'ioredis';
import { serveConsumer, workOn } from '../consumer.ts';

const [port, concurrency] = process.argv.slice(2).map(Number);
const redis = new Redis({ host: '127.0.0.1', port: port ?? 0, maxRetriesPerRequest: null });
const queue = new Queue<Envelope>({ redis, namespace: 'jobs' });
let worker: Worker<Envelope> | undefined;

serveConsumer({
  start: async (work) => {
    worker = new Worker<Envelope>({
      queue,
      concurrency: concurrency ?? 1,
      handler: (job) => workOn(job.data, work),
    });
    void worker.run();
    await Promise.resolve();
  },
  stop: async () => worker?.close(),
});
