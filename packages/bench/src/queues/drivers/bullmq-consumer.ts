import { serveConsumer, workOn } from '../consumer.ts';
import { bullmqConsumer } from './bullmq.ts';

const [port, concurrency] = process.argv.slice(2).map(Number);

serveConsumer(bullmqConsumer(port ?? 0, concurrency ?? 1, (work) => (job) => workOn(job, work)));
