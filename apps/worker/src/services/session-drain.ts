import { randomUUID } from 'node:crypto';
import { DRAIN_REPORT_MS, sessionDrainReport } from '@anankor/admin';
import type { SessionDrainReport, SessionMove } from '@anankor/admin';
import type { Clock } from '@anankor/core';
import { RegisteredWorkers } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import type { SessionHead } from '@anankor/music';
import type { Assignments, RedisKeys } from '@anankor/storage';
import type { GuildActor } from './guild-actor.ts';
import type { MoveOutcome } from './move-host.ts';
import type { SessionCommits } from './session-commits.ts';

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

type Worker = NonNullable<SessionMove['to']>;

/** Sessions that move at a time. */
const AT_ONCE = 8;
/** How long a session that can't move just now (a track loads, it has just come) is waited for, milliseconds. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 250;
const NOBODY = 'no other worker of the guild is free';

/** Gives every session of the worker to another worker of its guild that is free, and keeps a report of it in Redis. */
export class SessionDrain {
  readonly #options: SessionDrainOptions;

  constructor(options: SessionDrainOptions) {
    this.#options = options;
  }

  /** A successor that is asked by the same request goes on with its report. Rejects where a store can't be asked. */
  async run(requestId: string): Promise<void> {
    const report = await this.#begun(requestId);
    const waiting = [...this.#options.actors()];
    // What was under way when a former owner died, and is no more, arrived.
    const here = new Set(waiting.filter(({ state }) => state !== null).map(({ guildId }) => guildId));
    report.moves.push(...report.underWay.filter(({ guildId }) => !here.has(guildId)));
    report.underWay = [];
    const work = async (): Promise<void> => {
      for (let actor = waiting.pop(); actor; actor = waiting.pop()) {
        const move = await this.#move(actor, report);
        // What was assigned to a parked session for its move alone.
        if (actor.state?.head.parked === true) actor.assignment.unused();
        report.underWay = report.underWay.filter(({ guildId }) => guildId !== actor?.guildId);
        if (move) report.moves.push(move);
        await this.#write(report);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (!this.#options.signal.aborted) await this.#write({ ...report, done: true });
  }

  /** Null where there is no session. */
  async #move(actor: GuildActor, report: SessionDrainReport): Promise<SessionMove | null> {
    const { clock, signal } = this.#options;
    const { guildId } = actor;
    if (actor.unreadable !== null)
      return { guildId, channelId: actor.channelId ?? '', to: null, reason: 'its session can’t be read' };
    const tried = new Set<string>();
    let reason = NOBODY;
    const deadline = clock.monotonic() + PATIENCE_MS;
    for (let head = actor.state?.head; head && !signal.aborted; head = actor.state?.head) {
      const { channelId } = head;
      const target = await this.#target(head, tried);
      if (!target) return { guildId, channelId, to: null, reason };
      const { to, since } = target;
      report.underWay.push({ guildId, channelId, to, reason: null });
      await this.#write(report);
      const { begun, refusal } = await this.#offer(actor, to.workerId, since);
      if (refusal === null) return { guildId, channelId, to, reason: null };
      reason = begun ? `${to.name}: ${refusal}` : refusal;
      if (begun) tried.add(to.workerId);
      else if (clock.monotonic() > deadline) return { guildId, channelId, to: null, reason };
      else await clock.sleep(AGAIN_MS, signal).catch(() => undefined);
    }
    return null;
  }

  /** The worker it moves to already, or the first that is free; `since` when ours has the channel. */
  async #target(
    head: SessionHead,
    tried: ReadonlySet<string>,
  ): Promise<{ to: Worker; since: number } | undefined> {
    const { guildId, channelId, moving, parked } = head;
    const { workerId, redis, keys, assignments } = this.#options;
    const registered = new RegisteredWorkers(redis, keys);
    const [workers, { sessions, version }] = await Promise.all([registered.all(), assignments.get(guildId)]);
    if (moving) {
      const known = workers.find((worker) => worker.workerId === moving.to);
      return { to: { workerId: moving.to, name: known?.name ?? moving.to }, since: moving.since };
    }
    const seat = sessions[channelId];
    const busy = new Set(Object.values(sessions).map((session) => session.workerId));
    if (seat ? seat.workerId !== workerId : !parked) return undefined;
    for (const worker of workers) {
      if (worker.workerId === workerId || busy.has(worker.workerId) || tried.has(worker.workerId)) continue;
      const there = await registered.isInGuild(worker.workerId, guildId);
      if (!there || !(await registered.isAvailable(worker))) continue;
      const since = seat?.since ?? (await this.#assign(head, version));
      if (since === undefined) return undefined;
      return { to: { workerId: worker.workerId, name: worker.name }, since };
    }
    return undefined;
  }

  /** A parked session has no channel, but the assignment decides who has a session that moves. Answers since when it has it. */
  async #assign({ guildId, channelId }: SessionHead, expectedVersion: number): Promise<number | undefined> {
    const { workerId, assignments, clock } = this.#options;
    const seat = { guildId, channelId, workerId };
    const result = await assignments.assign({ ...seat, expectedVersion, now: clock.now() });
    return result.ok ? result.assignment.sessions[channelId]?.since : undefined;
  }

  /** A former owner, or another request, may have begun to move it. */
  async #offer(actor: GuildActor, to: string, since: number): Promise<MoveOutcome> {
    const under = actor.state?.head.moving;
    if (under) return { begun: true, refusal: await actor.moved(under.id) };
    return actor.moveTo({ id: randomUUID(), to, since, at: this.#options.clock.now() });
  }

  async #begun(requestId: string): Promise<SessionDrainReport> {
    const { redis, keys, workerId } = this.#options;
    const text = await redis.get(keys.drainReport(workerId));
    const report = sessionDrainReport.read(text)?.value;
    return report?.requestId === requestId ? report : { requestId, done: false, moves: [], underWay: [] };
  }

  async #write(report: SessionDrainReport): Promise<void> {
    const { commits, keys, workerId } = this.#options;
    const key = keys.drainReport(workerId);
    await commits.write([
      ['SET', key, sessionDrainReport.write(report)],
      ['PEXPIRE', key, DRAIN_REPORT_MS],
    ]);
  }
}
