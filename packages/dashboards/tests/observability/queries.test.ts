import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promqlQueries, readDashboards, traceSearchOf } from '../../src/panel-model.ts';
import { hasValue, queryRange } from '../../src/prometheus/api.ts';
import type { Series } from '../../src/prometheus/api.ts';
import { selectorsOf } from '../../src/promql/selectors.ts';
import { substitute } from '../../src/promql/substitute.ts';
import { watched } from '../../src/promql/watched.ts';
import { pictureFolder } from '../../src/files.ts';
import { findChromium } from '../../src/render/find-chromium.ts';
import { takePictures } from '../../src/render/take-pictures.ts';
import { readTrace, searchTraces } from '../../src/jaeger/api.ts';
import { Lab } from '../support/lab.ts';
import { readRules } from '../support/rules.ts';
import { runScenario } from '../support/scenario.ts';

const dashboards = await readDashboards();
const rules = await readRules();
let lab: Lab | undefined;
let start = 0;
let guild = '';

beforeAll(async () => {
  lab = await Lab.start();
  start = Date.now() / 1000;
  guild = await runScenario(lab);
});

afterAll(() => lab?.stop());

async function ask(expr: string): Promise<Series[]> {
  if (!lab) throw new Error('The platform did not start');
  const range = { start, end: Date.now() / 1000, step: 1 };
  const asked = substitute(expr, { rateInterval: '10s', range: `${Math.ceil(range.end - range.start)}s` });
  return queryRange(lab.prometheus.url, asked, range);
}

/** Spans reach Prometheus through the collector; where there is none, their queries have to be valid and no more. */
function needsCollector(expr: string): boolean {
  const plain = substitute(expr, { rateInterval: '1m', range: '1h' });
  return selectorsOf(plain).some(({ metric }) => metric.startsWith('traces_span_metrics'));
}

describe.each([...dashboards])('%s', (_file, dashboard) => {
  it.each(promqlQueries(dashboard))('$panel ($refId) has data', async ({ expr }) => {
    const answer = await ask(expr);
    if (needsCollector(expr) && !lab?.collector) return;
    expect(hasValue(answer), expr).toBe(true);
  });

  const choices = dashboard.templating.list.filter(({ type }) => type === 'query');
  it.each(choices)('the choice $name has values', async ({ name, query }) => {
    const { query: text } = query as { query: string };
    const [, metric] = /^label_values\((\w+), \w+\)$/.exec(text) ?? [];
    const answer = await ask(`count by (${name}) (${metric})`);
    expect(answer.filter(({ labels }) => labels[name] !== undefined)).not.toEqual([]);
  });
});

it('the guild’s commands are found, and traces go through every process', async (context) => {
  const search = traceSearchOf(dashboards.get('command-path.json')!)!;
  if (!lab?.jaeger) return context.skip('no Jaeger on this machine');
  const { url } = lab.jaeger;
  const of = (id: string) => searchTraces(url, { ...search, tags: search.tags.replace('$guild', id) });
  const found = await of(guild);
  const whole = found.filter(({ spans }) => {
    const services = new Set(spans.map(({ service }) => service));
    return services.has('anankor-master') && services.has('anankor-worker');
  });
  expect(whole.length).toBeGreaterThan(5);
  const names = new Set(whole.flatMap(({ spans }) => spans.map(({ name }) => name)));
  expect([...names]).toEqual(expect.arrayContaining(['claim', 'enqueue', 'decide', 'commit', 'reply']));
  expect((await readTrace(url, found[0]!.traceId))?.spans).toHaveLength(found[0]!.spans.length);
  expect(await of('1')).toEqual([]);
});

describe('recording rules', () => {
  it.each(rules.filter(({ record }) => record !== undefined))(
    '$record has data',
    async ({ record, expr }) => {
      expect(hasValue(await ask(expr)), expr).toBe(true);
      expect(hasValue(await ask(record ?? '')), `recorded: ${record}`).toBe(true);
    },
  );
});

describe('alerts', () => {
  it.each(rules.filter(({ alert }) => alert !== undefined))('$alert looks at data', async ({ expr }) => {
    await ask(expr);
    expect(hasValue(await ask(watched(expr))), watched(expr)).toBe(true);
  });
});

it('every panel shows something, on a page and, with a Chromium, in a picture', async () => {
  if (!lab) throw new Error('The platform did not start');
  const { files, empty } = await takePictures({
    prometheus: lab.prometheus.url,
    range: { start: Math.floor(start), end: Math.floor(Date.now() / 1000), step: 1 },
    rateInterval: '10s',
    folder: pictureFolder,
    chromium: findChromium(),
    traces: lab.jaeger && { jaeger: lab.jaeger.url, guild },
  });
  expect(files).toHaveLength(dashboards.size);
  const withoutCollector = [...dashboards].flatMap(([file, dashboard]) =>
    promqlQueries(dashboard).flatMap(({ panel, expr }) =>
      lab?.collector === undefined && needsCollector(expr) ? [`${file}: ${panel}`] : [],
    ),
  );
  expect(empty.filter((panel) => !withoutCollector.includes(panel))).toEqual([]);
}, 60_000);
