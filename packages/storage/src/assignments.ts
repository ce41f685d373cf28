import { AnankorError, retry } from '@anankor/core';
import { storedPart, storedShape } from '@anankor/schemas';
import type { StoredValue } from '@anankor/schemas';
import { z } from 'zod';
import type { Dynamodb } from './dynamodb-client.ts';
import type { TableDefinition } from './table-definitions.ts';
import { VersionedItems } from './versioned-items.ts';

export const assignmentItem = storedShape(1, {
  sessions: z.record(z.string(), storedPart({ workerId: z.string(), since: z.number() })).default({}),
});
type Sessions = Assignment['sessions'];

/** Which worker serves which voice channel of a guild. A channel has one worker, a worker one channel of a guild. */
export interface Assignment {
  guildId: string;
  /** Grows with every change; 0: there never was one. */
  version: number;
  /** By voice channel; `since` in milliseconds since the Unix epoch. */
  sessions: Readonly<Record<string, { workerId: string; since: number }>>;
}

/** `version`: the assignment changed since it was read: choose again from `assignment`, the current one. */
export type AssignResult =
  | { ok: true; assignment: Assignment }
  | { ok: false; reason: 'version' | 'channel-taken' | 'worker-busy'; assignment: Assignment };

/** Where a session is: the worker and the voice channel it serves. */
export interface Seat {
  channelId: string;
  workerId: string;
}

/** The voice channel a worker serves in a guild. */
export function channelOf(assignment: Assignment, workerId: string): string | undefined {
  return Object.keys(assignment.sessions).find((id) => assignment.sessions[id]?.workerId === workerId);
}

/** The assignments of workers to voice channels, one item a guild. */
export class Assignments {
  readonly #items: VersionedItems<StoredValue<typeof assignmentItem>>;

  constructor(options: { client: Dynamodb; table: TableDefinition }) {
    this.#items = new VersionedItems({
      client: options.client,
      table: options.table.name,
      shape: assignmentItem,
    });
  }

  async get(guildId: string): Promise<Assignment> {
    const { version, value } = await this.#items.read(guildId);
    return { ...value, guildId, version };
  }

  /**
   * Gives the channel to the worker, if nothing changed since `expectedVersion` was read. Doing so again is no conflict,
   * whatever the version.
   */
  async assign(
    request: Seat & { guildId: string; expectedVersion: number; now: number },
  ): Promise<AssignResult> {
    const { guildId, expectedVersion, now } = request;
    const current = await this.get(guildId);
    if (isSeated(current, request)) return { ok: true, assignment: current };
    if (current.version !== expectedVersion) return { ok: false, reason: 'version', assignment: current };
    const seated = seat(current.sessions, request, now);
    if (typeof seated === 'string') return { ok: false, reason: seated, assignment: current };
    return this.#write(current, seated);
  }

  /**
   * Takes the channel from the worker; nothing happens where it has it no longer (with `since`: where it has it since another time).
   *
   * @throws AnankorError ASSIGNMENT_CONFLICT when others change the guild's assignment faster than this can.
   */
  async release(request: Seat & { guildId: string; since?: number }): Promise<Assignment> {
    const { guildId, channelId, since } = request;
    const result = await this.#change(guildId, (current) =>
      isSeated(current, request) &&
      current.sessions[channelId]?.since === (since ?? current.sessions[channelId]?.since)
        ? without(current.sessions, channelId)
        : { ok: true, assignment: current },
    );
    return result.assignment;
  }

  /**
   * Moves a session to another channel, another worker or both at once. Answers `version` where the session is not at
   * `from` (with `since`: since then and no other time); where it is at `to` already, nothing happens.
   *
   * @throws AnankorError ASSIGNMENT_CONFLICT as `release` does.
   */
  async move(request: {
    guildId: string;
    from: Seat & { since?: number };
    to: Seat;
    now: number;
  }): Promise<AssignResult> {
    const { guildId, from, to, now } = request;
    return this.#change(guildId, (current) => {
      if (isSeated(current, to)) return { ok: true, assignment: current };
      const since = current.sessions[from.channelId]?.since;
      if (!isSeated(current, from) || since !== (from.since ?? since))
        return { ok: false, reason: 'version', assignment: current };
      const seated = seat(without(current.sessions, from.channelId), to, now);
      return typeof seated === 'string' ? { ok: false, reason: seated, assignment: current } : seated;
    });
  }

  /**
   * The worker keeps the channel since now: whoever would move the session as it was before can't any more. Answers `version` where
   * the session is not there.
   *
   * @throws AnankorError ASSIGNMENT_CONFLICT as `release` does.
   */
  async renew(request: Seat & { guildId: string; now: number }): Promise<AssignResult> {
    const { guildId, channelId, workerId, now } = request;
    return this.#change(guildId, (current) => {
      const held = current.sessions[channelId];
      if (held?.workerId !== workerId) return { ok: false, reason: 'version', assignment: current };
      return { ...current.sessions, [channelId]: { workerId, since: Math.max(now, held.since + 1) } };
    });
  }

  /** Reads, decides and writes again until nobody wrote in between. `decide` answers the new sessions or the result. */
  async #change(
    guildId: string,
    decide: (current: Assignment) => Sessions | AssignResult,
  ): Promise<AssignResult> {
    return retry(
      async () => {
        const current = await this.get(guildId);
        const decision = decide(current);
        if (isResult(decision)) return decision;
        const result = await this.#write(current, decision);
        if (!result.ok)
          throw new AnankorError('ASSIGNMENT_CONFLICT', 'The assignment of a guild changes all the time', {
            details: { guildId },
          });
        return result;
      },
      {
        policy: { initialMs: 20, maxMs: 500 },
        attempts: 10,
        retryable: (error) => error instanceof AnankorError && error.code === 'ASSIGNMENT_CONFLICT',
      },
    );
  }

  async #write(current: Assignment, next: Sessions): Promise<AssignResult> {
    const { guildId, version } = current;
    const result = await this.#items.write(guildId, { ...current, sessions: { ...next } }, version);
    const { version: latest, value } = result.ok ? result.written : result.current;
    const assignment = { ...value, guildId, version: latest };
    return result.ok ? { ok: true, assignment } : { ok: false, reason: 'version', assignment };
  }
}

function isResult(decision: Sessions | AssignResult): decision is AssignResult {
  return typeof decision['ok'] === 'boolean';
}

function isSeated(assignment: Assignment, { channelId, workerId }: Seat): boolean {
  return assignment.sessions[channelId]?.workerId === workerId;
}

function without(sessions: Sessions, channelId: string): Sessions {
  return Object.fromEntries(Object.entries(sessions).filter(([id]) => id !== channelId));
}

/** The sessions with one more, or which of the two rules forbids it. */
function seat(
  sessions: Sessions,
  { channelId, workerId }: Seat,
  now: number,
): Sessions | 'channel-taken' | 'worker-busy' {
  if (sessions[channelId]) return 'channel-taken';
  if (Object.values(sessions).some((session) => session.workerId === workerId)) return 'worker-busy';
  return { ...sessions, [channelId]: { workerId, since: now } };
}
