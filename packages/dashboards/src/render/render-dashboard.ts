import { traceSearchOf } from '../panel-model.ts';
import type { DashboardModel, PanelModel } from '../panel-model.ts';
import { queryRange } from '../prometheus/api.ts';
import type { Range } from '../prometheus/api.ts';
import { substitute } from '../promql/substitute.ts';
import { bands } from './bands.ts';
import { chart, legend } from './chart.ts';
import { escaped } from './colours.ts';
import { linesOf } from './line.ts';
import type { Line } from './line.ts';
import { boxOf, page } from './page.ts';
import { stat } from './stat.ts';
import { drawTraces } from './traces.ts';
import type { TraceSource } from './traces.ts';

export interface RenderOptions {
  /** Base URL of a Prometheus. */
  prometheus: string;
  range: Range;
  /** What `$__rate_interval` becomes, such as `10s`. */
  rateInterval: string;
  /** Without one, panels of traces say so. */
  traces?: TraceSource | undefined;
}

const TITLE = 30;
const LEGEND = 36;
/** Width of a legend at the side. */
const SIDE = 300;

export interface Rendered {
  html: string;
  /** Panels without a single value, or trace. */
  empty: readonly PanelModel[];
}

/** A dashboard as HTML, roughly as Grafana shows it, out of its JSON and what Prometheus answers. */
export async function renderDashboard(dashboard: DashboardModel, options: RenderOptions): Promise<Rendered> {
  const contents = new Map<number, string>();
  const empty: PanelModel[] = [];
  const search = traceSearchOf(dashboard);
  for (const panel of dashboard.panels) {
    if (panel.type === 'row') continue;
    if (panel.type === 'text') {
      contents.set(panel.id, `<pre>${escaped(panel.options?.content ?? '')}</pre>`);
    } else if (panel.datasource?.type === 'prometheus') {
      const lines = linesOf(await answers(panel, options), options.range, panel.fieldConfig?.overrides);
      if (!lines.some(({ values }) => values.some(Number.isFinite))) empty.push(panel);
      contents.set(panel.id, drawing(panel, lines, options.range));
    } else if (options.traces && search) {
      const drawn = await drawTraces(panel.type, search, options.traces);
      if (drawn.empty) empty.push(panel);
      contents.set(panel.id, drawn.html);
    } else contents.set(panel.id, '<p>Shown where there is a trace store.</p>');
  }
  return { html: page(dashboard, contents), empty };
}

function drawing(panel: PanelModel, lines: readonly Line[], range: Range): string {
  const box = boxOf(panel);
  const size = { width: box.width - 4, height: box.height - TITLE - 2 };
  const field = panel.fieldConfig?.defaults ?? {};
  if (panel.type === 'stat') return stat(lines, field, range, size);
  if (lines.length === 0) return `<p class="empty">${escaped(field.noValue ?? 'No data')}</p>`;
  if (panel.type === 'state-timeline') return bands(lines, field, range, size);
  if (panel.options?.legend?.placement === 'right') {
    const plot = { ...size, width: size.width - SIDE };
    return `<div class="side">${chart(lines, field, range, plot)}${legend(lines, field)}</div>`;
  }
  return chart(lines, field, range, { ...size, height: size.height - LEGEND }) + legend(lines, field);
}

async function answers({ targets = [] }: PanelModel, { prometheus, range, rateInterval }: RenderOptions) {
  const variables = { rateInterval, range: `${Math.ceil(range.end - range.start)}s` };
  return Promise.all(
    targets.map(async ({ expr = '', legendFormat = '' }) => ({
      legend: legendFormat,
      series: await queryRange(prometheus, substitute(expr, variables), range),
    })),
  );
}
