import type { Job as Envelope } from '@anankor/schemas';
import { Queue } from 'groupmq';
import { Redis } from 'ioredis';
import { serveProducer } from '../producer.ts';

const redis = new Redis({ host: '127.0.0.1', port: Number(process.argv[2]), maxRetriesPerRequest: null });
const queue = new Queue<Envelope>({ redis, namespace: 'jobs' });

serveProducer({
  enqueue: (job) => queue.add({ groupId: job.guildId, data: job, jobId: job.jobId, orderMs: job.issuedAt }),
});
