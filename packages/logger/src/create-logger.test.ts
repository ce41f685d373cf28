import { AnankorError } from '@anankor/core';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';
import { Secrets } from './secrets.ts';

function capture(options: Partial<Parameters<typeof createLogger>[0]> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: 'worker', level: 'info', destination, ...options }) };
}

afterEach(() => context.disable());

describe('createLogger', () => {
  it('writes one JSON object a line, with level, time, service and fields', () => {
    const { lines, logger } = capture({ fields: { instance: 'host-1' } });
    logger.info({ jobId: '1' }, 'job done');
    logger.debug('not at this level');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\}\n$/);
    const { time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(rest).toEqual({
      level: 'info',
      service: 'worker',
      instance: 'host-1',
      jobId: '1',
      msg: 'job done',
    });
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('writes errors with code, kind, details, stack and cause', () => {
    const { lines, logger } = capture();
    const cause = new Error('ECONNREFUSED');
    logger.error({
      err: new AnankorError('REDIS_UNAVAILABLE', 'away', { cause, details: { host: 'redis' } }),
    });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      err: {
        code: 'REDIS_UNAVAILABLE',
        kind: 'retryable',
        message: 'away',
        details: { host: 'redis' },
        stack: expect.stringContaining('create-logger.test.ts'),
        cause: { message: 'ECONNREFUSED' },
      },
    });
  });

  it('carries the active span', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { lines, logger } = capture();
    const spanContext = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    };
    context.with(trace.setSpanContext(context.active(), spanContext), () => logger.info('inside'));
    logger.info('outside');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      trace_id: spanContext.traceId,
      span_id: spanContext.spanId,
    });
    expect(lines[1]).not.toContain('trace_id');
  });

  it('is readable for people, and masked all the same', () => {
    const secrets = new Secrets();
    secrets.add('hunter2hunter2');
    const { lines, logger } = capture({ pretty: true, secrets });
    logger.warn({ jobId: '1' }, 'with hunter2hunter2');
    expect(lines.join('')).toContain('with [redacted]');
    expect(lines.join('')).toMatch(/WARN/);
  });
});

describe('Secrets', () => {
  it('leaves short values alone, which would mask ordinary words', () => {
    const secrets = new Secrets();
    secrets.add('play');
    expect(secrets.mask('play something')).toBe('play something');
  });

  it('masks a longer secret whole where a shorter one begins it', () => {
    const secrets = new Secrets();
    secrets.add('abcdef', 'abcdefghij');
    expect(secrets.mask('x abcdefghij y')).toBe('x [redacted] y');
  });

  it('masks a line that is no JSON', () => {
    const secrets = new Secrets();
    secrets.add('hunter2hunter2');
    expect(secrets.maskLine('plain hunter2hunter2\n')).toBe('plain [redacted]\n');
  });

  it('leaves an ordinary line as it is', () => {
    const line = '{"level":"info","msg":"https://www.youtube.com/watch?v=dQw4w9WgXcQ"}\n';
    expect(new Secrets().maskLine(line)).toBe(line);
  });
});
