export * from './probe-server.ts';
export * from './readiness.ts';
export * from './run.ts';
