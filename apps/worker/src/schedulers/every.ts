import type { Clock } from '@anankor/core';

/** Runs `task` again and again, `intervalMs` after it ended, until the signal aborts. It must not throw. */
export function every(
  intervalMs: number,
  task: () => Promise<void> | void,
  clock: Clock,
  signal: AbortSignal,
): void {
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(intervalMs, signal).catch(() => undefined);
      if (!signal.aborted) await task();
    }
  };
  void run();
}
