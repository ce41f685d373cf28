import type { Clock } from '@anankor/core';
import type { RegisteredWorkers } from '@anankor/ipc';
import type { Assignment, Assignments } from '@anankor/storage';

export interface UnusedAssignmentsOptions {
  assignments: Assignments;
  registry: RegisteredWorkers;
  clock: Clock;
}

/** A job for a session that is to begin is done or expired well before. Milliseconds. */
const UNUSED_MS = 180_000;

/**
 * Assignments that no session uses. A worker gives back its own; here it is looked for what none could: its bot was thrown out of the
 * guild, the worker was taken out of the fleet, or the job that was to begin the session never came to it. Methods reject where
 * DynamoDB or Redis can't be asked.
 */
export class UnusedAssignments {
  readonly #options: UnusedAssignmentsOptions;

  constructor(options: UnusedAssignmentsOptions) {
    this.#options = options;
  }

  /** Whether the worker can't serve the guild: its bot is no member of it, or no process is there for it any more. */
  async isLost(guildId: string, workerId: string): Promise<boolean> {
    const { registry } = this.#options;
    const [present, gone] = await Promise.all([
      registry.isInGuild(workerId, guildId),
      registry.isGone(workerId),
    ]);
    return !present || gone;
  }

  /** Gives back all of a guild that no session uses. False: there was none. */
  async release({ guildId, sessions }: Pick<Assignment, 'guildId' | 'sessions'>): Promise<boolean> {
    const { assignments } = this.#options;
    let any = false;
    for (const [channelId, { workerId, since }] of Object.entries(sessions)) {
      if (!(await this.#isUnused(guildId, workerId, since))) continue;
      await assignments.release({ guildId, channelId, workerId, since });
      any = true;
    }
    return any;
  }

  /** Gives a channel back that was assigned for a job that does not reach its worker. */
  async giveBack(guildId: string, channelId: string, workerId: string): Promise<void> {
    const { assignments, registry } = this.#options;
    if (await registry.hasSession(workerId, guildId)) return;
    await assignments.release({ guildId, channelId, workerId });
  }

  async #isUnused(guildId: string, workerId: string, since: number): Promise<boolean> {
    const { registry, clock } = this.#options;
    if (await this.isLost(guildId, workerId)) return true;
    return clock.now() - since > UNUSED_MS && !(await registry.hasSession(workerId, guildId));
  }
}
