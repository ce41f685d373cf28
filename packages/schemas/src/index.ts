export * from './commands/index.ts';
export * from './failure.ts';
export * from './job.ts';
export * from './reply.ts';
export * from './snowflake.ts';
export * from './shown-track.ts';
export * from './track.ts';
