export * from './player/index.ts';
export * from './session/index.ts';
