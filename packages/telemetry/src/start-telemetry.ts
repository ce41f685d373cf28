import type { Telemetry, TelemetryOptions } from './telemetry-options.ts';

/**
 * Turns tracing on for this process. Once a process, before the first span. OpenTelemetry's parts are loaded only where
 * there is a collector to send to, and without the bundled SDK, whose further exporters double the memory
 * (docs/adr/0010).
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  if (options.otlpEndpoint === undefined) return { shutdown: async () => undefined };
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing({ ...options, otlpEndpoint: options.otlpEndpoint });
}
