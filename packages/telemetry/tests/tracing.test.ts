import { AnankorError } from '@anankor/core';
import { trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import {
  SpanKind,
  contextFromTraceparent,
  injectTraceparent,
  linksFromTraceparents,
  messaging,
  startTelemetry,
  tracer,
  withSpan,
} from '../src/index.ts';
import type { TelemetryOptions } from '../src/index.ts';
import { startCollector } from './collector.ts';

const identity = { service: 'anankor-worker', version: '1.2.3', instance: 'host-1' };
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Runs `act` with tracing on and returns what the collector got. */
async function traced(act: () => Promise<void>, options: Partial<TelemetryOptions> = {}) {
  const collector = await startCollector();
  endings.push(collector.stop);
  const telemetry = await startTelemetry({ ...identity, otlpEndpoint: collector.endpoint, ...options });
  try {
    await act();
  } finally {
    await telemetry.shutdown();
  }
  return collector;
}

describe('tracing', () => {
  it('sends spans with the process as their resource', async () => {
    const { spans, bodies } = await traced(
      () =>
        withSpan(tracer('test'), 'outer', {}, () => withSpan(tracer('test'), 'inner', {}, () => undefined)),
      { workerId: 'worker-1' },
    );
    const [inner, outer] = spans;
    expect(bodies[0]).toMatch(/^\/v1\/traces /);
    expect(inner).toMatchObject({ name: 'inner', traceId: outer?.traceId, parentSpanId: outer?.spanId });
    expect(outer?.resource).toEqual({
      'service.name': 'anankor-worker',
      'service.version': '1.2.3',
      'service.instance.id': 'host-1',
      'anankor.worker.id': 'worker-1',
    });
  });

  it('goes on in another process by the traceparent of a job', async () => {
    let traceparent: string | undefined;
    const { spans: sent } = await traced(() =>
      withSpan(tracer('master'), 'send', { kind: SpanKind.PRODUCER }, () => {
        traceparent = injectTraceparent();
      }),
    );
    const { spans: processed } = await traced(() =>
      withSpan(
        tracer('worker'),
        'process',
        {
          kind: SpanKind.CONSUMER,
          parent: contextFromTraceparent(traceparent),
          links: linksFromTraceparents([traceparent, undefined, 'broken']),
          attributes: { [messaging.SYSTEM]: messaging.SYSTEM_REDIS },
        },
        () => undefined,
      ),
    );
    expect(traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(processed[0]).toMatchObject({
      traceId: sent[0]?.traceId,
      parentSpanId: sent[0]?.spanId,
      links: [{ spanId: sent[0]?.spanId }],
      attributes: { 'messaging.system': 'redis_streams' },
    });
  });

  it('records a failure with its code and without credentials, and throws it on', async () => {
    const token = 'MTE4NjQ1NjY0ODUyMzY4NTg4OA.GabcdE.abcdefghijklmnopqrstuvwxyzABCDEFGHIJK_-1';
    const failure = new AnankorError('REDIS_UNAVAILABLE', `redis://u:hunter2@redis with ${token}`);
    const { spans, bodies } = await traced(async () => {
      const failing = withSpan(tracer('test'), 'failing', {}, () => Promise.reject(failure));
      await expect(failing).rejects.toBe(failure);
    });
    expect(spans[0]).toMatchObject({
      status: { code: 2, message: 'redis://u:[redacted]@redis with [redacted]' },
      attributes: { 'anankor.error.code': 'REDIS_UNAVAILABLE', 'anankor.error.kind': 'retryable' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'REDIS_UNAVAILABLE' } }],
    });
    expect(bodies.join()).not.toContain(token);
    expect(bodies.join()).not.toContain('hunter2');
  });

  it("does not call a user's mistake a failure", async () => {
    const mistake = new AnankorError('INPUT_INVALID', 'volume is out of range');
    const { spans } = await traced(async () => {
      const failing = withSpan(tracer('test'), 'refused', {}, () => Promise.reject(mistake));
      await expect(failing).rejects.toBe(mistake);
    });
    expect(spans[0]).toMatchObject({ status: { code: 0 }, events: [] });
    expect(spans[0]?.attributes).toMatchObject({ 'anankor.error.code': 'INPUT_INVALID' });
  });

  it('keeps the share of traces it was told, and follows the root of others', async () => {
    const kept = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const dropped = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const { spans } = await traced(
      async () => {
        await withSpan(tracer('test'), 'new', {}, () => undefined);
        await withSpan(tracer('test'), 'follows', { parent: contextFromTraceparent(kept) }, () => undefined);
        await withSpan(tracer('test'), 'drops', { parent: contextFromTraceparent(dropped) }, () => undefined);
      },
      { sampleRatio: 0 },
    );
    expect(spans.map((span) => span.name)).toEqual(['follows']);
  });

  it('obeys the standard variables of OpenTelemetry where they are set', async () => {
    const variables = {
      OTEL_SERVICE_NAME: 'music-of-ours',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
    };
    Object.assign(process.env, variables);
    try {
      const attributes = { long: 'shortened' };
      const { spans } = await traced(
        () => withSpan(tracer('test'), 'kept', { attributes }, () => undefined),
        { sampleRatio: 0 },
      );
      expect(spans.map((span) => span.attributes)).toEqual([{ long: 'shor' }]);
      expect(spans[0]?.resource).toMatchObject({
        'service.name': 'music-of-ours',
        'service.instance.id': 'host-1',
        'deployment.environment.name': 'staging',
      });
    } finally {
      for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
    }
  });

  it('is off without a collector, at no cost to the code that traces', async () => {
    const telemetry = await startTelemetry(identity);
    const result = await withSpan(tracer('test'), 'nothing', {}, (span) => {
      expect(span.isRecording()).toBe(false);
      expect(injectTraceparent()).toBeUndefined();
      return 42;
    });
    expect(result).toBe(42);
    await expect(
      withSpan(tracer('test'), 'failing', {}, () => Promise.reject(new Error('boom'))),
    ).rejects.toThrow('boom');
    await telemetry.shutdown();
  });

  it('leaves in time although the collector does not answer, or is away', async () => {
    const silent = await startCollector({ silent: true });
    const gone = await startCollector();
    await gone.stop();
    for (const otlpEndpoint of [silent.endpoint, gone.endpoint]) {
      const telemetry = await startTelemetry({ ...identity, otlpEndpoint });
      await withSpan(tracer('test'), 'unheard', {}, () => undefined);
      await telemetry.shutdown();
      expect(trace.getActiveSpan()).toBeUndefined();
    }
    await silent.stop();
  });
});

describe('traceparent', () => {
  const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it.each([
    undefined,
    '',
    'nonsense',
    valid.slice(0, -1),
    valid.toUpperCase(),
    `ff${valid.slice(2)}`,
    `${valid}-more`,
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  ])('%s is none', (traceparent) => {
    expect(injectTraceparent(contextFromTraceparent(traceparent))).toBeUndefined();
    expect(linksFromTraceparents([traceparent])).toEqual([]);
  });

  it('comes out as it went in, and later versions are read as this one', () => {
    expect(injectTraceparent(contextFromTraceparent(valid))).toBe(valid);
    expect(injectTraceparent(contextFromTraceparent(`01${valid.slice(2)}-later`))).toBe(valid);
  });
});
