import type { Job as Envelope } from '@anankor/schemas';
import { Worker } from 'bullmq';
import type { ConsumerDriver, Work } from '../consumer.ts';

/** BullMQ's consuming end; `handlerOf` makes what it does with a job. */
export function bullmqConsumer(
  port: number,
  concurrency: number,
  handlerOf: (work: Work) => (job: Envelope) => Promise<void>,
): ConsumerDriver {
  let worker: Worker<Envelope> | undefined;
  return {
    start: async (work) => {
      const handle = handlerOf(work);
      worker = new Worker<Envelope>('jobs', (job) => handle(job.data), {
        connection: { host: '127.0.0.1', port },
        concurrency,
      });
      worker.on('error', () => undefined);
      await worker.waitUntilReady();
    },
    stop: async () => worker?.close(),
  };
}
