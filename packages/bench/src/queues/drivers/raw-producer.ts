import { Redis } from 'ioredis';
import { serveProducer } from '../producer.ts';

const redis = new Redis({ host: '127.0.0.1', port: Number(process.argv[2]), enableAutoPipelining: true });

serveProducer({
  enqueue: (job) => redis.xadd('jobs', '*', 'job', JSON.stringify(job)),
});
