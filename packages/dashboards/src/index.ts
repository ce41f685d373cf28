export * from './building/dashboard.ts';
export * from './dashboards/index.ts';
export * from './files.ts';
