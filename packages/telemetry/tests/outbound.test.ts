import { AnankorError } from '@anankor/core';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createMetrics,
  outboundCalls,
  startTelemetry,
  tracer,
  withSpan,
  workerMetrics,
} from '../src/index.ts';
import { startCollector } from './collector.ts';

const identity = { service: 'worker', version: '1.2.3' };
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function calls() {
  const { metrics, expose } = createMetrics({
    ...identity,
    definitions: workerMetrics,
    defaultMetrics: false,
  });
  return { ...outboundCalls(metrics, tracer('test')), body: async () => (await expose()).body };
}

describe('requests to others', () => {
  it.each([
    [async () => ({ status: 204 }), 'ok'],
    [async () => 'anything', 'ok'],
    [async () => ({ status: 404 }), 'missing'],
    [async () => ({ status: 429 }), 'limited'],
    [async () => ({ status: 403 }), 'refused'],
    [async () => ({ status: 502 }), 'failed'],
    [() => Promise.reject(new AnankorError('LAVALINK_REQUEST', 'x', { details: { status: 500 } })), 'failed'],
    [() => Promise.reject(new AnankorError('LAVALINK_REQUEST', 'x')), 'failed'],
    [() => Promise.reject(new AnankorError('LAVALINK_REFUSED', 'x')), 'refused'],
    [() => Promise.reject(new Error('ECONNREFUSED')), 'unreachable'],
  ] as [() => Promise<unknown>, string][])(
    'are counted by how they went (%#: %s → %s)',
    async (request, outcome) => {
      const { lavalink, discord, body } = calls();
      await lavalink({ operation: 'PATCH player', node: 'n1' }, request).catch(() => undefined);
      await discord({ operation: 'GET /gateway/bot' }, request).catch(() => undefined);
      const text = await body();
      expect(text).toContain(
        `anankor_lavalink_request_duration_seconds_count{node="n1",operation="PATCH player",outcome="${outcome}"} 1`,
      );
      expect(text).toContain(
        `anankor_discord_request_duration_seconds_count{operation="GET /gateway/bot",outcome="${outcome}"} 1`,
      );
    },
  );

  it('are spans within a trace, and none by themselves', async () => {
    const collector = await startCollector();
    endings.push(collector.stop);
    const telemetry = await startTelemetry({
      ...identity,
      instance: 'here',
      otlpEndpoint: collector.endpoint,
    });
    const { lavalink } = calls();
    await lavalink({ operation: 'GET player', node: 'n1' }, async () => ({ status: 200 }));
    await withSpan(tracer('test'), 'job', {}, async () => {
      await lavalink({ operation: 'PATCH player', node: 'n1' }, async () => ({ status: 200 }));
      await lavalink({ operation: 'DELETE player', node: 'n1' }, () =>
        Promise.reject(new AnankorError('LAVALINK_UNAVAILABLE', 'away')),
      ).catch(() => undefined);
    });
    await telemetry.shutdown();
    expect(collector.spans.map(({ name }) => name)).toEqual([
      'lavalink PATCH player',
      'lavalink DELETE player',
      'job',
    ]);
    const [patch, remove] = collector.spans;
    expect(patch?.attributes).toMatchObject({
      'peer.service': 'lavalink/n1',
      'http.request.method': 'PATCH',
    });
    expect(remove).toMatchObject({
      status: { code: 2 },
      attributes: { 'anankor.error.code': 'LAVALINK_UNAVAILABLE' },
    });
  });

  it.each([
    [204, 0, undefined],
    [404, 0, undefined],
    [429, 2, '429'],
    [503, 2, '503'],
  ])('an answer with %i is a span of status %i', async (status, code, type) => {
    const collector = await startCollector();
    endings.push(collector.stop);
    const telemetry = await startTelemetry({
      ...identity,
      instance: 'here',
      otlpEndpoint: collector.endpoint,
    });
    const { discord } = calls();
    await withSpan(tracer('test'), 'job', {}, () =>
      discord({ operation: 'GET /x' }, async () => ({ status })),
    );
    await telemetry.shutdown();
    const [request] = collector.spans;
    expect(request?.status?.code ?? 0).toBe(code);
    expect(request?.attributes['http.response.status_code']).toBe(status);
    expect(request?.attributes['error.type']).toBe(type);
  });
});
