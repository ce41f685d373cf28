import { ROOT_CONTEXT, TraceFlags, context, isSpanContextValid, trace } from '@opentelemetry/api';
import type { Context, Link, SpanContext } from '@opentelemetry/api';

/** The active span as a W3C traceparent, to travel in a job; undefined outside any. */
export function injectTraceparent(from: Context = context.active()): string | undefined {
  const span = trace.getSpanContext(from);
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}

/** The context whose active span is the traceparent's; the root context where there is none or it is malformed. */
export function contextFromTraceparent(traceparent: string | undefined): Context {
  const span = parseTraceparent(traceparent);
  return span ? trace.setSpanContext(ROOT_CONTEXT, span) : ROOT_CONTEXT;
}

/** Links to the spans of several traceparents, for a span that serves many jobs; malformed ones are left out. */
export function linksFromTraceparents(traceparents: Iterable<string | undefined>): Link[] {
  const links: Link[] = [];
  for (const traceparent of traceparents) {
    const span = parseTraceparent(traceparent);
    if (span) links.push({ context: span });
  }
  return links;
}

function parseTraceparent(traceparent: string | undefined): SpanContext | undefined {
  const match = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(traceparent ?? '');
  const [, version, traceId, spanId, flags, more] = match ?? [];
  if (!traceId || !spanId || !flags || version === 'ff' || (version === '00' && more)) return undefined;
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(span) ? span : undefined;
}
