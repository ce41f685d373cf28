import type { DashboardModel, PanelModel } from '../panel-model.ts';
import { queryRange } from '../prometheus/api.ts';
import type { Range } from '../prometheus/api.ts';
import { substitute } from '../promql/substitute.ts';
import { bands } from './bands.ts';
import { chart, legend } from './chart.ts';
import { escaped } from './colours.ts';
import { linesOf } from './line.ts';
import { boxOf, page } from './page.ts';
import { stat } from './stat.ts';

export interface RenderOptions {
  /** Base URL of a Prometheus. */
  prometheus: string;
  range: Range;
  /** What `$__rate_interval` becomes, such as `10s`. */
  rateInterval: string;
}

const TITLE = 30;
const LEGEND = 36;
/** Width of a legend at the side. */
const SIDE = 300;

/** A dashboard as HTML, roughly as Grafana shows it, out of its JSON and what Prometheus answers. */
export async function renderDashboard(dashboard: DashboardModel, options: RenderOptions): Promise<string> {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  const contents = panels.map(async (panel) => [panel.id, await content(panel, options)] as const);
  return page(dashboard, new Map(await Promise.all(contents)));
}

async function content(panel: PanelModel, options: RenderOptions): Promise<string> {
  if (panel.type === 'text') return `<pre>${escaped(panel.options?.content ?? '')}</pre>`;
  if (panel.datasource?.type !== 'prometheus') return '<p>Shown where there is a trace store.</p>';
  const lines = linesOf(await answers(panel, options), options.range);
  const box = boxOf(panel);
  const size = { width: box.width - 4, height: box.height - TITLE - 2 };
  const field = panel.fieldConfig?.defaults ?? {};
  if (panel.type === 'stat') return stat(lines, field, options.range, size);
  if (lines.length === 0) return `<p class="empty">${escaped(field.noValue ?? 'No data')}</p>`;
  if (panel.type === 'state-timeline') return bands(lines, field, options.range, size);
  if (panel.options?.legend?.placement === 'right') {
    const drawing = { ...size, width: size.width - SIDE };
    return `<div class="side">${chart(lines, field, options.range, drawing)}${legend(lines, field)}</div>`;
  }
  const drawing = { ...size, height: size.height - LEGEND };
  return chart(lines, field, options.range, drawing) + legend(lines, field);
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
