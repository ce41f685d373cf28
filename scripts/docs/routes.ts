import { adminRoutes, probeRoutes } from '../../packages/service/src/index.ts';
import type { RouteDescription } from '../../packages/service/src/index.ts';
import { code, table } from './table.ts';

const rows = (routes: readonly RouteDescription[]): string[][] =>
  routes.map(({ method, path, summary, app }) => [code(`${method} ${path}`), app, summary]);

export function routesPage(): string {
  const head = ['Route', 'App', 'Answer'];
  return [
    '## HTTP routes',
    'Both apps listen on `HTTP_HOST` and `MASTER_HTTP_PORT` or `WORKER_HTTP_PORT`.',
    table(head, rows(probeRoutes)),
    'With `ADMIN_TOKEN` set, and `Authorization: Bearer <ADMIN_TOKEN>` sent, also these. Another token is `401`, too many of them from one address `429`; without `ADMIN_TOKEN` each is `404`.',
    table(head, rows(Object.values(adminRoutes))),
  ].join('\n\n');
}
