import { backoffDelay } from './backoff.ts';
import type { BackoffPolicy } from './backoff.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { classify } from './errors.ts';

export interface RetryOptions {
  policy: BackoffPolicy;
  /** Tries altogether, at least 1. */
  attempts: number;
  /** Ends the waiting between two tries; its reason is thrown. The operation gets it to end itself. */
  signal?: AbortSignal;
  clock?: Clock;
  random?: () => number;
  /** Which failures are worth another try: those of kind `retryable` unless told. */
  retryable?: (error: unknown) => boolean;
  /** Called before each wait, with the try that failed (from 1) and the wait in milliseconds. */
  onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
}

/** Runs `operation` until it succeeds, fails for good or has used up its attempts; then its last error is thrown. */
export async function retry<T>(
  operation: (attempt: number, signal?: AbortSignal) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { policy, attempts, signal, clock = systemClock, random } = options;
  const retryable = options.retryable ?? ((error: unknown) => classify(error).kind === 'retryable');
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt, signal);
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !retryable(error)) throw error;
      const delayMs = backoffDelay(policy, attempt, random);
      options.onRetry?.(error, attempt, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}
