export * from './redis-keys.ts';
