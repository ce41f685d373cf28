import { classify, redact } from '@anankor/core';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { anankor } from './messaging-attributes.ts';

/** A tracer of the process; without startTelemetry its spans cost nothing and go nowhere. */
export function tracer(name: string): Tracer {
  return trace.getTracer(name);
}

export interface WithSpanOptions extends SpanOptions {
  /** The parent, where it is not the active span: see contextFromTraceparent. */
  parent?: Context;
}

/**
 * Runs `fn` within a span and ends it. A failure is recorded with its code and a masked message and thrown on; a user's
 * mistake (kind `user`) leaves the span's status alone.
 */
export async function withSpan<T>(
  spans: Tracer,
  name: string,
  options: WithSpanOptions,
  fn: (span: Span) => Promise<T> | T,
): Promise<T> {
  const { parent = context.active(), ...spanOptions } = options;
  return spans.startActiveSpan(name, spanOptions, parent, async (span) => {
    try {
      return await fn(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks a span as failed by `error`, without any credential its texts may hold. */
export function recordFailure(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const { code, kind, message } = classify(error);
  span.setAttributes({ [anankor.ERROR_CODE]: code, [anankor.ERROR_KIND]: kind });
  if (kind === 'user') return;
  span.recordException({
    name: code,
    message: redact(message),
    ...(error instanceof Error && error.stack !== undefined && { stack: redact(error.stack) }),
  });
  span.setStatus({ code: SpanStatusCode.ERROR, message: redact(message) });
}
