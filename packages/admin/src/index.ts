export * from './operator.ts';
export type { WorkerOverview } from './worker-overview.ts';
