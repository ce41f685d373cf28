import type { Job as Envelope } from '@anankor/schemas';
import { Queue } from 'bullmq';
import { serveProducer } from '../producer.ts';

const port = Number(process.argv[2]);
const queue = new Queue<Envelope>('jobs', { connection: { host: '127.0.0.1', port } });
await queue.waitUntilReady();

serveProducer({
  // A custom id is what deduplicates; it may not be a number. Finished jobs are removed, as ours are.
  enqueue: (job) =>
    queue.add('job', job, { jobId: `j${job.jobId}`, removeOnComplete: true, removeOnFail: true }),
});
