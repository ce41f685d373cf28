export { serveConsumer } from './queues/consumer.ts';
export type { ConsumerDriver, ConsumerRun, Work } from './queues/consumer.ts';
export * from './queues/workload.ts';
