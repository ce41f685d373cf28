import type { AnankorError } from '@anankor/core';
import type { SessionState } from '@anankor/music';
import { assignmentPass } from './assignment-pass.ts';
import type { GuildServices } from './guild-services.ts';
import { Reconciler } from './reconciler.ts';

export interface AssignmentKeeperOptions {
  guildId: string;
  services: GuildServices;
  session(): SessionState | null;
  /** There is no session and no assignment any more. */
  onSettled(): void;
  onError(error: AnankorError): void;
}

/** Keeps a guild's assignment to this worker as the session wants it. */
export class AssignmentKeeper {
  readonly #options: AssignmentKeeperOptions;
  readonly #reconciler: Reconciler;
  /** When the session ended, milliseconds since the epoch. */
  #endedAt = 0;
  #foundEnded = false;

  constructor(options: AssignmentKeeperOptions) {
    this.#options = options;
    const { services, onError } = options;
    const { clock, signal } = services;
    this.#reconciler = new Reconciler({ pass: () => this.#pass(), clock, signal, onError });
  }

  get idle(): boolean {
    return this.#reconciler.idle && !this.#foundEnded;
  }

  poke(): void {
    void this.#reconciler.poke();
  }

  ended(): void {
    this.#endedAt = this.#options.services.clock.now();
  }

  /** The session ended under a former owner, who knows when: an assignment that is there by now is of that one. */
  foundEnded(): void {
    this.ended();
    this.#foundEnded = true;
  }

  takenOver(): void {
    if (!this.#foundEnded) this.poke();
  }

  /**
   * What is left of a former owner's session is released; not before all is handed over that was typed under it, and may
   * begin the next one.
   */
  closeFormer(): void {
    if (!this.#foundEnded || !this.#options.services.caughtUp()) return;
    this.#foundEnded = false;
    this.poke();
  }

  async #pass(): Promise<void> {
    const { guildId, session, services, onSettled } = this.#options;
    const { workerId, assignments, clock } = services;
    const state = session();
    const endedAt = this.#endedAt;
    await assignmentPass({ guildId, workerId, state, endedAt, assignments, now: clock.now() });
    if (state === null && session() === null) onSettled();
  }
}
