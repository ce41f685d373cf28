import { systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';

export interface DependencyState {
  state: 'up' | 'down' | 'starting';
  /** Milliseconds since the Unix epoch of the last change of state. */
  since: number;
  /** Why it is down, or more about what is up, in words for an operator; never a credential. */
  detail?: string;
  /** What it consists of, where that is several: each by its name. */
  parts?: Record<string, DependencyPart>;
}

export interface DependencyPart {
  state: string;
  detail?: string;
}

/**
 * What this process needs, and whether it is there. `role` says what the process is ready as: a hot standby is ready as a
 * standby although it plays nothing.
 */
export class Readiness {
  role = 'starting';
  readonly #clock: Clock;
  readonly #dependencies = new Map<string, DependencyState>();

  constructor(dependencies: readonly string[], clock: Clock = systemClock) {
    this.#clock = clock;
    for (const name of dependencies) this.#dependencies.set(name, { state: 'starting', since: clock.now() });
  }

  /** Reports a dependency; `since` moves only when the state changes. */
  report(name: string, state: 'up' | 'down', detail?: string, parts?: Record<string, DependencyPart>): void {
    const before = this.#dependencies.get(name);
    const since = before?.state === state ? before.since : this.#clock.now();
    this.#dependencies.set(name, {
      state,
      since,
      ...(detail === undefined ? {} : { detail }),
      ...(parts === undefined ? {} : { parts }),
    });
  }

  /** A dependency that is no longer needed, such as the gateway of a process that became a standby. */
  forget(name: string): void {
    this.#dependencies.delete(name);
  }

  get ready(): boolean {
    return [...this.#dependencies.values()].every(({ state }) => state === 'up');
  }

  snapshot(): { ready: boolean; role: string; dependencies: Record<string, DependencyState> } {
    return { ready: this.ready, role: this.role, dependencies: Object.fromEntries(this.#dependencies) };
  }
}
