import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { anankor } from './messaging-attributes.ts';
import type { Telemetry, TelemetryOptions } from './telemetry-options.ts';

/** Bounds one export and, with it, how long the shutdown waits for a collector that does not answer. */
const EXPORT_TIMEOUT_MS = 3_000;

/**
 * Starts the Node SDK for traces alone: metrics are prom-client's and logs are pino's. What an `OTEL_*` variable says goes
 * before what is said here.
 */
export function startTracing(options: TelemetryOptions & { otlpEndpoint: string }): Telemetry {
  const { service, version, instance, workerId, otlpEndpoint, sampleRatio = 1 } = options;
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: service,
      [ATTR_SERVICE_VERSION]: version,
      'service.instance.id': instance,
      ...(workerId !== undefined && { [anankor.WORKER_ID]: workerId }),
    }),
    resourceDetectors: [envDetector],
    ...(process.env['OTEL_TRACES_SAMPLER'] === undefined && {
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    }),
    traceExporter: new OTLPTraceExporter({
      url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`,
      timeoutMillis: EXPORT_TIMEOUT_MS,
    }),
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return {
    shutdown: async () => {
      // A collector that is away must not keep a process from leaving.
      await sdk.shutdown().catch(() => undefined);
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}
