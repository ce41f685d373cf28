import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@anankor/local-stack';
import { metricDefinitions } from '@anankor/telemetry';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboards } from '../src/dashboards/index.ts';
import { dashboardFile } from '../src/files.ts';
import { promqlQueries, readDashboards } from '../src/panel-model.ts';
import type { DashboardModel } from '../src/panel-model.ts';
import { groupedLabelsOf, selectorsOf } from '../src/promql/selectors.ts';
import { substitute } from '../src/promql/substitute.ts';
import { readRules } from './support/rules.ts';

const committed = await readDashboards();
const rules = await readRules();
const recorded = new Set(rules.map(({ record }) => record));

interface Definition {
  name: string;
  type: string;
  help: string;
  labels: readonly string[];
}
const ours = new Map(
  Object.values(metricDefinitions)
    .flatMap((metrics) => Object.values(metrics) as Definition[])
    .map((definition) => [definition.name, definition]),
);
/** Labels that Prometheus and prom-client add. */
const general = ['job', 'instance', 'le'];
/** Metrics of Prometheus, of every Node process, and of the collector. */
const foreign = /^(up|ALERTS|process_|nodejs_|traces_span_metrics_|anankor_build_info)/;

/** Every expression that an operator's tools ask, with where it stands. */
const expressions = [
  ...[...committed].flatMap(([file, dashboard]) =>
    promqlQueries(dashboard).map(({ panel, refId, expr }) => ({
      where: `${file}: ${panel} ${refId}`,
      expr: substitute(expr, { rateInterval: '1m', range: '1h' }),
    })),
  ),
  ...rules.map(({ record, alert, expr }) => ({ where: record ?? alert ?? '', expr })),
];

function definitionOf(metric: string): Definition | undefined {
  return ours.get(metric) ?? ours.get(metric.replace(/_(bucket|sum|count)$/, ''));
}

describe('the committed JSON', () => {
  it.each(dashboards)(
    '$name is what the code makes (else: pnpm --filter @anankor/dashboards generate)',
    async (dashboard) => {
      const { file, text } = dashboardFile(dashboard);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('is nothing else', () => {
    expect([...committed.keys()]).toEqual(dashboards.map(({ name }) => `${name}.json`).sort());
  });
});

describe.each([...committed])('%s', (_file, dashboard: DashboardModel) => {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');

  it.each(panels)('$title is explained', ({ title, description, datasource, fieldConfig }) => {
    expect(title).not.toBe('');
    expect(description?.length).toBeGreaterThan(10);
    if (datasource?.type !== 'prometheus') return;
    expect(datasource.uid).toBe('prometheus');
    expect(fieldConfig?.defaults.unit).toBeDefined();
    expect(fieldConfig?.defaults.thresholds?.steps.length).toBeGreaterThan(0);
  });

  it('numbers its panels and lets none overlap', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});

/** Values of a label as the metric's help lists them, such as `(ok, failed)`; undefined where it lists none. */
function listedValues(metric: string): string[] | undefined {
  const [, list] = /\((\w+(?:, \w+)+)\)/.exec(definitionOf(metric)?.help ?? '') ?? [];
  return list?.split(', ');
}

describe('every expression', () => {
  it.each(expressions)('$where reads metrics, labels and values that there are', ({ expr }) => {
    const selectors = selectorsOf(expr);
    for (const { metric, matchers } of selectors) {
      const definition = definitionOf(metric);
      expect(definition !== undefined || recorded.has(metric) || foreign.test(metric), metric).toBe(true);
      const listed = listedValues(metric);
      for (const { label, value } of definition ? matchers : []) {
        expect([...general, ...(definition?.labels ?? [])], metric).toContain(label);
        if (!listed || value === '.*' || !['outcome', 'state', 'reason', 'stage'].includes(label)) continue;
        for (const one of value.split('|')) expect(listed, `${metric}{${label}}`).toContain(one);
      }
    }
    const grouped = groupedLabelsOf(expr);
    const labels = [...grouped, ...selectors.flatMap(({ matchers }) => matchers.map(({ label }) => label))];
    expect(labels.filter((label) => /guild|user|member|channel/.test(label))).toEqual([]);
    // Labels of recorded and of other people's metrics are not known here.
    if (selectors.some(({ metric }) => definitionOf(metric) === undefined)) return;
    const known = selectors.flatMap(({ metric }) => definitionOf(metric)?.labels ?? []);
    for (const label of grouped) expect([...general, ...known]).toContain(label);
  });
});

it('the data source is provisioned under the id that panels name', async () => {
  const file = join(repositoryRoot(), 'infra/docker/grafana/provisioning/datasources/prometheus.yaml');
  const { datasources } = parse(await readFile(file, 'utf8')) as {
    datasources: { uid: string; type: string }[];
  };
  expect(datasources).toContainEqual(expect.objectContaining({ uid: 'prometheus', type: 'prometheus' }));
});
