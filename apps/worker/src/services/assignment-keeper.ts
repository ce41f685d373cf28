import type { AnankorError } from '@anankor/core';
import { assignedChannel } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { assignmentPass } from './assignment-pass.ts';
import type { AssignedChannel } from './assignment-pass.ts';
import type { GuildServices } from './guild-services.ts';
import { Reconciler } from './reconciler.ts';

export interface AssignmentKeeperOptions {
  guildId: string;
  services: GuildServices;
  session(): SessionState | null;
  /** There is no session and no assignment any more. */
  onSettled(): void;
  /** The session's channel is assigned to another worker, which decides who stays. */
  onTaken(channelId: string): void;
  onError(error: AnankorError): void;
}

/** Keeps a guild's assignment to this worker as the session wants it: none for a session that sits in no channel. */
export class AssignmentKeeper {
  readonly #options: AssignmentKeeperOptions;
  readonly #reconciler: Reconciler;
  #had: AssignedChannel | null = null;
  /** Since when no channel is needed, milliseconds since the epoch. */
  #unusedSince = 0;
  #foundUnused = false;

  constructor(options: AssignmentKeeperOptions) {
    this.#options = options;
    const { services, onError } = options;
    const { clock, signal } = services;
    this.#reconciler = new Reconciler({ pass: () => this.#pass(), clock, signal, onError });
  }

  get idle(): boolean {
    return this.#reconciler.idle && !this.#foundUnused;
  }

  poke(): void {
    void this.#reconciler.poke();
  }

  /** No channel is needed from now on, or a job that one was assigned for made no use of it. */
  unused(): void {
    this.#unusedSince = this.#options.services.clock.now();
    this.poke();
  }

  /** The session ended or was parked under a former owner, who knows when: an assignment that is there by now is of that one. */
  foundUnused(): void {
    this.#foundUnused = true;
  }

  takenOver(): void {
    if (!this.#foundUnused) this.poke();
  }

  /**
   * What is left of a former owner's session is released; not before all is handed over that was typed under it, and may
   * begin the next one.
   */
  closeFormer(): void {
    if (!this.#foundUnused || !this.#options.services.caughtUp()) return;
    this.#foundUnused = false;
    this.unused();
  }

  async #pass(): Promise<void> {
    const { guildId, session, services, onSettled, onTaken } = this.#options;
    const { workerId, assignments, clock } = services;
    const state = session();
    // Whose it is, is being decided by the assignment.
    if (state?.head.moving) return;
    const wanted = assignedChannel(state);
    const { has, taken } = await assignmentPass({
      guildId,
      workerId,
      wanted,
      had: this.#had,
      unusedSince: this.#unusedSince,
      assignments,
      now: clock.now(),
    });
    if (wanted !== null) this.#had = has;
    if (taken && wanted !== null) onTaken(wanted);
    if (state === null && session() === null) onSettled();
  }
}
