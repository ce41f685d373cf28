import { join } from 'node:path';
import type { NamedDashboard } from './building/dashboard.ts';

/** Where Grafana's provisioning finds the dashboards. */
export const dashboardFolder = join(import.meta.dirname, '../../../infra/docker/grafana/dashboards');

/** Where pictures go unless told; git ignores it. */
export const pictureFolder = join(import.meta.dirname, '../../../.anankor/pictures');

/** The file of a dashboard and what belongs into it. */
export function dashboardFile({ name, dashboard }: NamedDashboard): { file: string; text: string } {
  return {
    file: join(dashboardFolder, `${name}.json`),
    text: `${JSON.stringify(dashboard, null, 2)}\n`,
  };
}
