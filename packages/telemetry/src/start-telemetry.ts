import type { Telemetry, TelemetryOptions } from './telemetry-options.ts';

/**
 * Turns tracing on for this process. Once a process, before the first span. OpenTelemetry's SDK costs tens of megabytes,
 * so it is loaded only where there is a collector to send to (docs/adr/0010).
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  if (options.otlpEndpoint === undefined) return { shutdown: async () => undefined };
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing({ ...options, otlpEndpoint: options.otlpEndpoint });
}
