import { classify } from '@anankor/core';
import type { AnankorError, Service } from '@anankor/core';

/** The part of `process` that a service's life depends on. */
export interface ProcessSignals {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  exit(code: number): void;
}

export interface RunOptions {
  /** Milliseconds a graceful stop may take before the process leaves all the same. */
  stopTimeoutMs: number;
  /** Settles when the service ends by itself; a rejection is fatal. */
  ended?: Promise<void>;
  onFatal(error: AnankorError): void;
}

/**
 * Starts a service and runs it until SIGTERM or SIGINT, then stops it and leaves with 0. The second signal, or a stop that
 * takes too long, leaves at once with 1; so does a failed start or a fatal end. Whoever takes over finds consistent state in
 * every case: that is what leases and commits are for.
 */
export async function runUntilSignal(
  service: Service,
  host: ProcessSignals,
  options: RunOptions,
): Promise<void> {
  const stopping = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      if (stopping.signal.aborted) host.exit(1);
      stopping.abort(new Error(`${service.name} was asked to stop`));
      resolve();
    };
    host.on('SIGTERM', onSignal);
    host.on('SIGINT', onSignal);
  });
  let code = 0;
  try {
    await service.start(stopping.signal);
    await Promise.race([asked, options.ended ?? new Promise<never>(() => undefined)]);
  } catch (error) {
    if (!stopping.signal.aborted) {
      code = 1;
      options.onFatal(classify(error));
    }
  }
  const deadline = setTimeout(() => {
    host.exit(1);
  }, options.stopTimeoutMs);
  try {
    await service.stop();
  } catch (error) {
    code = 1;
    options.onFatal(classify(error));
  }
  clearTimeout(deadline);
  host.exit(code);
}
