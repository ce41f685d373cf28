export * from './main.ts';
export * from './probe-server.ts';
export * from './readiness.ts';
export * from './run.ts';
export * from './wait-for-dependency.ts';
