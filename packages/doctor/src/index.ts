export * from './examine.ts';
export * from './finding.ts';
export * from './render.ts';
