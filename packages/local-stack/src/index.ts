export * from './child.ts';
export * from './dynamodb.ts';
export * from './free-port.ts';
export * from './provide.ts';
export * from './redis.ts';
export * from './service-process.ts';
export * from './tool-folder.ts';
export * from './stack/platform.ts';
