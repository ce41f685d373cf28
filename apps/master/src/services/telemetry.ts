import type { Service } from '@anankor/core';
import { startTelemetry } from '@anankor/telemetry';
import type { Telemetry, TelemetryOptions } from '@anankor/telemetry';

/** Tracing as a part of the process's life: first on, last off. */
export function telemetry(options: TelemetryOptions): Service {
  let started: Telemetry | undefined;
  return {
    name: 'telemetry',
    start: async () => {
      started = await startTelemetry(options);
    },
    stop: async () => started?.shutdown(),
  };
}
