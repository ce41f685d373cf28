import { classify } from '@anankor/core';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span, Tracer } from '@opentelemetry/api';
import { withSpan } from './with-span.ts';

/** A request to somebody else. `operation` is one of few: ids and credentials are cut out of it. */
export interface OutboundCall {
  /** Such as `PATCH player`. */
  operation: string;
  /** Which of several peers, where there are several. */
  node?: string;
}

/** Runs a request and sees how it went. */
export type Around = <Result>(call: OutboundCall, request: () => Promise<Result>) => Promise<Result>;

export type OutboundOutcome = 'ok' | 'missing' | 'refused' | 'limited' | 'failed' | 'unreachable';

export interface OutboundOptions {
  spans: Tracer;
  /** Such as `lavalink`: begins the span's name. */
  peer: string;
  observe(call: OutboundCall, outcome: OutboundOutcome, seconds: number): void;
}

/**
 * Requests of one kind, each counted and timed, and a span where it belongs to a trace. One that no command asked for (a
 * periodic look at a player) would be a trace of its own that nobody reads, so it is no span.
 */
export function outbound({ spans, peer, observe }: OutboundOptions): Around {
  return async (call, request) => {
    const begun = performance.now();
    const timed = async () => {
      try {
        const result = await request();
        observe(call, outcomeOfStatus(statusOf(result)), (performance.now() - begun) / 1000);
        return result;
      } catch (error) {
        observe(call, outcomeOfFailure(error), (performance.now() - begun) / 1000);
        throw error;
      }
    };
    if (trace.getActiveSpan() === undefined) return timed();
    const attributes = {
      'peer.service': call.node === undefined ? peer : `${peer}/${call.node}`,
      'http.request.method': call.operation.split(' ')[0] ?? '',
    };
    return withSpan(
      spans,
      `${peer} ${call.operation}`,
      { kind: SpanKind.CLIENT, attributes },
      async (span) => {
        const result = await timed();
        const status = statusOf(result);
        if (status !== undefined) markStatus(span, status);
        return result;
      },
    );
  };
}

/** As OpenTelemetry's conventions want it, but for 404: nobody is in trouble where something is not there. */
function markStatus(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (['ok', 'missing'].includes(outcomeOfStatus(status))) return;
  span.setAttribute('error.type', String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function statusOf(result: unknown): number | undefined {
  const status =
    typeof result === 'object' && result !== null && 'status' in result ? result.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

function outcomeOfStatus(status = 200): OutboundOutcome {
  if (status < 400) return 'ok';
  if (status === 404) return 'missing';
  if (status === 429) return 'limited';
  return status < 500 ? 'refused' : 'failed';
}

/** By the status that our errors carry, or by their code where nobody answered. */
function outcomeOfFailure(error: unknown): OutboundOutcome {
  const { code, details } = classify(error);
  const status = details['status'];
  if (typeof status === 'number') return outcomeOfStatus(status);
  if (code.endsWith('_REFUSED')) return 'refused';
  return code === 'LAVALINK_REQUEST' ? 'failed' : 'unreachable';
}
