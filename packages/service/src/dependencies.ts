import type { AnankorError, Clock, Service } from '@anankor/core';
import type { Readiness } from './readiness.ts';
import { waitForDependency } from './wait-for-dependency.ts';
import type { Dependency } from './wait-for-dependency.ts';

export interface DependenciesOptions {
  dependencies: readonly Dependency[];
  /** Lets all of them go: at the end, or when one of them can't be had. */
  close(): Promise<void> | void;
  /** Milliseconds each may be unreachable at the start. */
  limitMs: number;
  readiness: Readiness;
  clock?: Clock;
  onRetry(dependency: string, attempt: number, error: AnankorError): void;
}

/** What a process can't do without: waited for at the start, side by side, and let go at the end. */
export function dependencies(options: DependenciesOptions): Service {
  const { close } = options;
  return {
    name: 'dependencies',
    start: async (signal) => {
      try {
        await Promise.all(options.dependencies.map((one) => waitForDependency(one, { ...options, signal })));
      } catch (error) {
        await close();
        throw error;
      }
    },
    stop: async () => {
      await close();
    },
  };
}
