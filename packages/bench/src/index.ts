export type { SeedMethods } from './memory/memory-bench.ts';
export type { CommitKind, CommitMethods } from './sessions/commit-bench.ts';
export type { SkipMethods } from './sessions/skip-bench.ts';
export { serve } from './processes/serve.ts';
export { cpuUs, nowUs } from './queues/clock.ts';
export { bullmqConsumer } from './queues/drivers/bullmq.ts';
export { serveConsumer } from './queues/consumer.ts';
export type { ConsumerDriver, ConsumerRun, Work } from './queues/consumer.ts';
export * from './queues/workload.ts';
