import { randomUUID } from 'node:crypto';
import { DRAIN_REPORT_MS, sessionDrainReport } from '@anankor/admin';
import type { SessionDrainReport, SessionMove } from '@anankor/admin';
import type { Clock } from '@anankor/core';
import type { Redis } from '@anankor/ipc';
import type { Assignments, RedisKeys } from '@anankor/storage';
import type { GuildActor } from './guild-actor.ts';
import type { SessionCommits } from './session-commits.ts';
import { onlineWorkers } from './worker-registry.ts';

export interface SessionDrainOptions {
  workerId: string;
  redis: Redis;
  keys: RedisKeys;
  assignments: Assignments;
  commits: Pick<SessionCommits, 'write'>;
  actors(): Iterable<GuildActor>;
  clock: Clock;
  signal: AbortSignal;
}

/** Sessions that move at a time. */
const AT_ONCE = 8;
/** How long a session that can't move just now (a track loads, it has just come) is waited for, milliseconds. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 250;

/** Gives every session of the worker to another worker of its guild that is free, and keeps a report of it in Redis. */
export class SessionDrain {
  readonly #options: SessionDrainOptions;

  constructor(options: SessionDrainOptions) {
    this.#options = options;
  }

  /** A successor that is asked by the same request goes on with its report. Rejects where a store can't be asked. */
  async run(requestId: string): Promise<void> {
    const moves = await this.#begun(requestId);
    const waiting = [...this.#options.actors()];
    const work = async (): Promise<void> => {
      for (let actor = waiting.pop(); actor; actor = waiting.pop()) {
        const move = await this.#move(actor);
        if (!move) continue;
        moves.push(move);
        await this.#report({ requestId, done: false, moves });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await this.#report({ requestId, done: true, moves });
  }

  /** Null where there is no session. */
  async #move(actor: GuildActor): Promise<SessionMove | null> {
    const { workerId, redis, keys, assignments, clock, signal } = this.#options;
    const { guildId } = actor;
    const tried = new Set<string>();
    let reason = 'no other worker of the guild is free';
    const deadline = clock.monotonic() + PATIENCE_MS;
    for (let head = actor.state?.head; head && !signal.aborted; head = actor.state?.head) {
      const { channelId } = head;
      const online = await onlineWorkers(redis, keys, guildId);
      const assignment = await assignments.get(guildId);
      const busy = new Set(Object.values(assignment.sessions).map((seat) => seat.workerId));
      const seat = assignment.sessions[channelId];
      // A former owner may have begun it.
      const under = actor.state?.head.moving;
      const target = online.find((one) =>
        under ? one.workerId === under.to : !busy.has(one.workerId) && !tried.has(one.workerId),
      );
      if (!under && seat?.workerId !== workerId) reason = 'its channel is not assigned to this worker';
      if (!under && (!target || seat?.workerId !== workerId))
        return { guildId, channelId, to: null, reason };
      const to = { workerId: under?.to ?? target?.workerId ?? '', name: target?.name ?? under?.to ?? '' };
      const moving = { id: randomUUID(), to: to.workerId, since: seat?.since ?? 0, at: clock.now() };
      const { begun, refusal } = under
        ? { begun: true, refusal: await actor.moved(under.id) }
        : await actor.moveTo(moving);
      if (refusal === null) return { guildId, channelId, to, reason: null };
      reason = begun ? `${to.name}: ${refusal}` : refusal;
      if (begun) tried.add(to.workerId);
      else if (clock.monotonic() > deadline) return { guildId, channelId, to: null, reason };
      else await clock.sleep(AGAIN_MS, signal).catch(() => undefined);
    }
    return null;
  }

  async #begun(requestId: string): Promise<SessionMove[]> {
    const { redis, keys, workerId } = this.#options;
    const text = await redis.get(keys.drainReport(workerId));
    const report = text === null ? undefined : sessionDrainReport.parse(JSON.parse(text));
    return report?.requestId === requestId ? report.moves : [];
  }

  async #report(report: SessionDrainReport): Promise<void> {
    const { commits, keys, workerId } = this.#options;
    const key = keys.drainReport(workerId);
    await commits.write([
      ['SET', key, JSON.stringify(report)],
      ['PEXPIRE', key, DRAIN_REPORT_MS],
    ]);
  }
}
