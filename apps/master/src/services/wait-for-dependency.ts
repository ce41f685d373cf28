import { AnankorError, backoffDelay, classify, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { Logger } from '@anankor/logger';
import type { Readiness } from '@anankor/service';

export interface Dependency {
  /** As /ready calls it. */
  name: string;
  /** Resolves where it answers; a `fatal` error ends the wait at once. */
  probe(signal: AbortSignal): Promise<void>;
}

export interface WaitOptions {
  /** Milliseconds after which it is given up. */
  limitMs: number;
  readiness: Readiness;
  logger: Logger;
  signal: AbortSignal;
  clock?: Clock;
}

/** Tries until the dependency answers. Throws DEPENDENCY_UNREACHABLE, naming it, when time is up. */
export async function waitForDependency(dependency: Dependency, options: WaitOptions): Promise<void> {
  const { limitMs, readiness, logger, signal, clock = systemClock } = options;
  const deadline = clock.monotonic() + limitMs;
  for (let attempt = 1; ; attempt += 1) {
    const leftMs = Math.max(1, Math.round(deadline - clock.monotonic()));
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(leftMs)]);
      await Promise.race([dependency.probe(limit), aborted(limit)]);
      readiness.report(dependency.name, 'up');
      return;
    } catch (failure) {
      signal.throwIfAborted();
      const error = classify(failure);
      readiness.report(dependency.name, 'down', error.message);
      if (error.kind === 'fatal') throw error;
      if (clock.monotonic() >= deadline)
        throw new AnankorError(
          'DEPENDENCY_UNREACHABLE',
          `${dependency.name} could not be reached within ${Math.round(limitMs / 1000)} s: ${error.message}`,
          { details: { dependency: dependency.name, attempts: attempt } },
        );
      logger.warn(
        { dependency: dependency.name, attempt, reason: error.message },
        'waiting for a dependency',
      );
      await clock.sleep(Math.min(leftMs, backoffDelay({ initialMs: 250, maxMs: 5_000 }, attempt)), signal);
    }
  }
}

/** Rejects when the signal aborts: not every client can be told to give up. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new AnankorError('UNKNOWN', 'no answer in time'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
