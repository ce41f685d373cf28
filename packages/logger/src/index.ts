export * from './create-logger.ts';
export * from './secrets.ts';
