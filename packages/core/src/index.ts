export * from './backoff.ts';
export * from './clock.ts';
export * from './errors.ts';
export * from './lifecycle.ts';
export * from './redact.ts';
export * from './retry.ts';
export * from './within.ts';
