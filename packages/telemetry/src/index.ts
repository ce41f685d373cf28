export * from './messaging-attributes.ts';
export * from './metrics/create-metrics.ts';
export * from './metrics/define.ts';
export * from './metrics/definitions.ts';
export * from './start-telemetry.ts';
export * from './traceparent.ts';
export * from './with-span.ts';
export { SpanKind, SpanStatusCode } from '@opentelemetry/api';
export type { Attributes, Context, Link, Span, Tracer } from '@opentelemetry/api';
