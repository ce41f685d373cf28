import { errorCodes } from '@anankor/core';
import { Readiness } from '@anankor/service';
import { createMetrics, metricDefinitions } from '@anankor/telemetry';
import { expect, it } from 'vitest';
import { beginAtZero, exposeMetrics } from './expose-metrics.ts';

function create() {
  const registry = createMetrics({
    service: 'master',
    version: '1.2.3',
    definitions: metricDefinitions.master,
    defaultMetrics: false,
  });
  const readiness = new Readiness(['redis', 'discord']);
  readiness.report('redis', 'up');
  const scrape = async (gatewayPingMs: number, countWorkersOnline: () => Promise<number>): Promise<string> =>
    (
      await exposeMetrics({
        expose: registry.expose,
        readiness,
        guilds: 7,
        shards: 2,
        gatewayPingMs,
        countWorkersOnline,
      })
    ).body;
  return { metrics: registry.metrics, scrape };
}

it('a scrape reads the gauges', async () => {
  const body = await create().scrape(42, async () => 3);
  expect(body).toContain('anankor_guilds 7');
  expect(body).toContain('anankor_gateway_shards 2');
  expect(body).toContain('anankor_gateway_latency_seconds 0.042');
  expect(body).toContain('anankor_workers_online 3');
  expect(body).toContain('anankor_dependency_up{dependency="redis"} 1');
  expect(body).toContain('anankor_dependency_up{dependency="discord"} 0');
});

it('a scrape leaves out what nobody knows: Redis hangs or fails, no heartbeat was answered', async () => {
  const { scrape } = create();
  await scrape(42, async () => 3);
  const hangs = await scrape(-1, () => new Promise(() => undefined));
  expect(hangs).not.toMatch(/^anankor_(workers_online|gateway_latency)/m);
  const fails = await scrape(42, () => Promise.reject(new Error('Redis is away')));
  expect(fails).not.toMatch(/^anankor_workers_online/m);
  expect(fails).toContain('anankor_gateway_latency_seconds 0.042');
});

it('a new process begins with every rare counter at 0', async () => {
  const { metrics, scrape } = create();
  beginAtZero(metrics);
  const body = await scrape(-1, async () => 0);
  for (const [code, kind] of Object.entries(errorCodes))
    expect(body).toContain(`anankor_errors_total{code="${code}",kind="${kind}"} 0`);
  expect(body).toContain('anankor_interactions_total{command="play",kind="command",outcome="failed"} 0');
  expect(body).toContain('anankor_interactions_total{command="skip",kind="component",outcome="failed"} 0');
  expect(body).toContain('anankor_claims_taken_over_total{outcome="failed"} 0');
});
