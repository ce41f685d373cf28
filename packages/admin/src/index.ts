export * from './admin-actions.ts';
export * from './operator.ts';
export type { StreamOverview, WorkerOverview } from './worker-overview.ts';
export * from './session-drain.ts';
