import { JobQueue, createRedis } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import { serveProducer } from '../producer.ts';
import { KEY_PREFIX, WORKER_ID } from '../workload.ts';

const redis = createRedis(`redis://127.0.0.1:${process.argv[2]}`, { role: 'commands', name: 'bench-master' });
const queue = new JobQueue({
  redis,
  keys: redisKeys(KEY_PREFIX),
  maxLength: 1_000_000,
  dedupeTtlMs: 900_000,
});

serveProducer({
  enqueue: async (job) => {
    const outcome = await queue.enqueue(WORKER_ID, job);
    if (outcome !== 'enqueued') throw new Error(`${job.jobId}: ${outcome}`);
  },
});
