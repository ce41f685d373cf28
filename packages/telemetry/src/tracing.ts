import type { Service } from '@anankor/core';
import { startTelemetry } from './start-telemetry.ts';
import type { Telemetry, TelemetryOptions } from './telemetry-options.ts';

/** Tracing as a part of a process's life: first on, last off. */
export function tracing(options: TelemetryOptions): Service {
  let started: Telemetry | undefined;
  return {
    name: 'tracing',
    start: async () => {
      started = await startTelemetry(options);
    },
    stop: async () => started?.shutdown(),
  };
}
