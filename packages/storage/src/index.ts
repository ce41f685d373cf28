export * from './assignments.ts';
export * from './create-tables.ts';
export * from './dynamodb-client.ts';
export { CREATE_TABLES_SCRIPT } from './dynamodb-error.ts';
export * from './guild-settings.ts';
export * from './interaction-claims.ts';
export * from './redis-keys.ts';
export * from './table-definitions.ts';
