import { describe, expect, it } from 'vitest';
import { createMetrics } from './create-metrics.ts';
import type { MetricDefinition } from './define.ts';
import { metricDefinitions } from './definitions.ts';

const identity = { service: 'worker', version: '1.2.3' };
const jobs = { name: 'anankor_jobs_total', type: 'counter', help: 'Jobs', labels: ['outcome'] } as const;

describe('createMetrics', () => {
  it('exposes what was counted, measured and timed', async () => {
    const { metrics, expose } = createMetrics({
      ...identity,
      definitions: {
        jobs,
        depth: { name: 'anankor_depth', type: 'gauge', help: 'Depth', labels: [] },
        wait: {
          name: 'anankor_wait_seconds',
          type: 'histogram',
          help: 'Wait',
          labels: ['worker'],
          buckets: [0.1, 1],
        },
      },
    });
    metrics.jobs.inc({ outcome: 'done' }, 2);
    metrics.wait.observe({ worker: 'w1' }, 0.5);
    const { contentType, body } = await expose((gauges) => {
      gauges.depth.set(7);
    });
    expect(contentType).toMatch(/^text\/plain/);
    expect(body).toContain('# HELP anankor_jobs_total Jobs');
    expect(body).toContain('anankor_jobs_total{outcome="done"} 2');
    expect(body).toContain('anankor_depth 7');
    expect(body).toContain('anankor_wait_seconds_bucket{le="0.1",worker="w1"} 0');
    expect(body).toContain('anankor_wait_seconds_bucket{le="1",worker="w1"} 1');
    expect(body).toMatch(/anankor_build_info\{service="worker",version="1.2.3",node_version="v[\d.]+"\} 1/);
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    expect(body).toContain('process_resident_memory_bytes');
  });

  it('exposes a gauge in the scrape that sets it, and in no later one', async () => {
    const { expose } = createMetrics({
      ...identity,
      defaultMetrics: false,
      definitions: {
        depth: { name: 'anankor_depth', type: 'gauge', help: 'Depth', labels: [] },
        up: { name: 'anankor_up', type: 'gauge', help: 'Up', labels: ['node'] },
      },
    });
    const scrapes = await Promise.all([
      expose((gauges) => {
        gauges.depth.set(7);
        gauges.up.set({ node: 'a' }, 1);
      }),
      expose((gauges) => {
        gauges.up.set({ node: 'b' }, 0);
      }),
      expose(),
    ]);
    const values = scrapes.map(({ body }) => body.match(/^anankor_(?:depth|up).*$/gm));
    expect(values).toEqual([['anankor_depth 7', 'anankor_up{node="a"} 1'], ['anankor_up{node="b"} 0'], null]);
  });

  it('has registries of its own, and no default metrics unless wanted', async () => {
    const first = createMetrics({ ...identity, definitions: { jobs }, defaultMetrics: false });
    const second = createMetrics({ ...identity, definitions: { jobs }, defaultMetrics: false });
    first.metrics.jobs.inc({ outcome: 'done' });
    const { body } = await second.expose();
    expect(body).not.toContain('outcome');
    expect(body).not.toContain('nodejs_');
  });

  it('refuses labels that would hold ids, buckets of no histogram, and a name twice', () => {
    const create =
      (...definitions: object[]) =>
      () =>
        createMetrics({
          ...identity,
          defaultMetrics: false,
          definitions: Object.fromEntries(
            definitions.map((definition, index) => [
              `m${index}`,
              { ...jobs, ...definition } as MetricDefinition,
            ]),
          ),
        });
    for (const label of ['guild', 'guildId', 'user_id', 'channel', 'track', 'jobId', 'session', 'id'])
      expect(create({ labels: [label] })).toThrow(`the label ${label} would hold ids`);
    expect(create({ buckets: [1] })).toThrow('only histograms have buckets');
    expect(create({}, {})).toThrow('anankor_jobs_total is defined twice');
  });
});

describe.each(Object.entries(metricDefinitions))('the metrics of the %s', (service, definitions) => {
  it('can be created together', async () => {
    const { expose } = createMetrics({ ...identity, service, definitions: definitions as never });
    const { body } = await expose();
    for (const { name, help } of Object.values(definitions)) expect(body).toContain(`# HELP ${name} ${help}`);
  });

  it('follow the conventions of Prometheus', () => {
    for (const { name, type } of Object.values(definitions) as MetricDefinition[]) {
      expect(name).toMatch(/^anankor_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes|entries)$/);
    }
  });
});

describe('metrics that both apps have', () => {
  it('are the same in both', () => {
    const { master, worker } = metricDefinitions;
    const byName = new Map<string, MetricDefinition>(Object.values(master).map((each) => [each.name, each]));
    for (const each of Object.values(worker)) {
      const twin = byName.get(each.name);
      if (twin) expect(twin).toEqual(each);
    }
  });
});
