export * from './decide.ts';
export type { Facts, Handler, HandlerContext, Outcome } from './handler.ts';
export * from './loaded.ts';
export * from './panel.ts';
export * from './registry.ts';
