import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dashboardFolder } from './files.ts';
import type { TraceSearch } from './jaeger/api.ts';

/** A dashboard's JSON, as far as it is read here; whatever made it. */
export interface DashboardModel {
  uid: string;
  title: string;
  description?: string;
  templating: { list: readonly { name: string; type: string; query?: unknown }[] };
  panels: readonly PanelModel[];
}

export interface PanelModel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { type?: string; uid?: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: readonly {
    refId: string;
    /** PromQL. */
    expr?: string;
    /** Of a search for traces. */
    service?: string;
    tags?: string;
    limit?: number;
    legendFormat?: string;
    instant?: boolean;
  }[];
  options?: { content?: string; legend?: { placement?: string }; [option: string]: unknown };
  fieldConfig?: { defaults: FieldModel; overrides?: readonly OverrideModel[] };
}

/** Properties of the series that are matched, here by a regular expression. */
export interface OverrideModel {
  matcher: { id: string; options?: unknown };
  properties: readonly { id: string; value?: unknown }[];
}

export interface FieldModel {
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  noValue?: string;
  thresholds?: { steps: readonly { value: number | null; color: string }[] };
  custom?: { stacking?: { mode?: string }; thresholdsStyle?: { mode?: string } };
}

/** The dashboards that are committed, by the names of their files. */
export async function readDashboards(): Promise<Map<string, DashboardModel>> {
  const files = (await readdir(dashboardFolder)).filter((file) => file.endsWith('.json')).sort();
  const entries = files.map(async (file) => {
    const text = await readFile(join(dashboardFolder, file), 'utf8');
    return [file, JSON.parse(text) as DashboardModel] as const;
  });
  return new Map(await Promise.all(entries));
}

/** A query that Prometheus answers. */
export interface PanelQuery {
  panel: string;
  refId: string;
  /** With the dashboard's variables in it. */
  expr: string;
}

export function promqlQueries({ panels }: DashboardModel): PanelQuery[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ refId, expr }) => (expr === undefined ? [] : [{ panel: title, refId, expr }])),
  );
}

/** What finds the traces of a dashboard; undefined for a dashboard of none. */
export function traceSearchOf({ panels }: DashboardModel): TraceSearch | undefined {
  const table = panels.find(({ type, datasource }) => type === 'table' && datasource?.type === 'jaeger');
  const { service, tags, limit } = table?.targets?.[0] ?? {};
  return service === undefined || tags === undefined || limit === undefined
    ? undefined
    : { service, tags, limit };
}
