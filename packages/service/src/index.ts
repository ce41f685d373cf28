export { adminServer } from './admin-server.ts';
export type { AdminActions, LetterQuery, ReplayAnswer } from './admin-server.ts';
export * from './dependencies.ts';
export * from './main.ts';
export * from './probe-server.ts';
export * from './readiness.ts';
export * from './routes.ts';
export * from './run.ts';
export * from './wait-for-dependency.ts';
