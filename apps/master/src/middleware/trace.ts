import { SpanKind, tracer, withSpan } from '@anankor/telemetry';
import type { Attributes, Span } from '@anankor/telemetry';
import { trace } from '@opentelemetry/api';

const spans = tracer('@anankor/master');

/** Runs the work of one interaction in a span of its own, the root of the command's trace. */
export async function traced<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return withSpan(spans, name, { kind: SpanKind.SERVER, attributes, root: true }, work);
}

/** A step of that work. */
export async function step<Result>(
  name: string,
  work: () => Promise<Result>,
  attributes: Attributes = {},
  kind: SpanKind = SpanKind.INTERNAL,
): Promise<Result> {
  return withSpan(spans, name, { kind, attributes }, work);
}

/** Finds this interaction's failure in logs and traces: its trace, else its own id. */
export function referenceOf(interactionId: string): string {
  const span = trace.getActiveSpan()?.spanContext();
  return span && trace.isSpanContextValid(span) ? span.traceId : interactionId;
}
