import { randomUUID } from 'node:crypto';
import { AnankorError, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { DeadLetters, RefusedTokens, RegisteredWorkers, throwRedisFailure } from '@anankor/ipc';
import type { DeadLetter, Redis, RefusedToken, RegisteredWorker, ReplayOutcome } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import { dropSession } from './drop-session.ts';
import type { DropOutcome } from './drop-session.ts';
import { sessionDrainReport, sessionsRequest } from './session-drain.ts';
import type { SessionDrainReport } from './session-drain.ts';
import { storedSession } from './stored-sessions.ts';
import type { StoredSessionView } from './stored-sessions.ts';
import { overviewOf, streamOf } from './worker-overview.ts';
import type { StreamOverview, WorkerOverview } from './worker-overview.ts';

export interface OperatorOptions {
  /** A connection of the role `commands`. */
  redis: Redis;
  keys: RedisKeys;
  clock?: Clock;
}

/** A dead letter with the worker it was for. */
export interface WorkerLetter extends DeadLetter {
  workerId: string;
}

/** Longer than a master may still deliver the interaction of a replayed job. */
const DEDUPE_MS = 20 * 60_000;
/** The owner looks every second; one that takes longer is not there. */
const DRAIN_REQUEST_MS = 30_000;
/** Moving many sessions takes longer, and a successor goes on with it. */
const SESSIONS_REQUEST_MS = 600_000;
const LOOK_EVERY_MS = 250;

/** What an operator sees and does, through Redis alone. Rejects with REDIS_UNAVAILABLE, or INPUT_INVALID for no such worker. */
export class Operator {
  readonly #options: OperatorOptions;
  readonly #letters: DeadLetters;
  readonly #clock: Clock;

  constructor(options: OperatorOptions) {
    const { redis, keys, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#letters = new DeadLetters({ redis, keys, dedupeTtlMs: DEDUPE_MS, clock });
  }

  async workers(): Promise<WorkerOverview[]> {
    const { redis, keys } = this.#options;
    const known = await new RegisteredWorkers(redis, keys).all();
    return Promise.all(known.map((worker) => overviewOf(redis, keys, worker, this.#clock.now())));
  }

  /** The worker tokens that Discord refused, by their variables. */
  async refusedTokens(): Promise<RefusedToken[]> {
    const { redis, keys } = this.#options;
    const all = await new RefusedTokens(redis, keys, this.#clock).all();
    return [...all.values()].sort((one, other) =>
      one.variable.localeCompare(other.variable, 'en', { numeric: true }),
    );
  }

  async worker(workerId: string): Promise<WorkerOverview> {
    const { redis, keys } = this.#options;
    return overviewOf(redis, keys, await this.find(workerId), this.#clock.now());
  }

  /** What waits for a worker, whether or not it is in the registry. */
  stream(workerId: string): Promise<StreamOverview> {
    const { redis, keys } = this.#options;
    return streamOf(redis, keys, workerId, this.#clock.now());
  }

  /** A worker by its id, its bot's name or its label. Several of one name have to be told apart by id. */
  async find(which: string): Promise<RegisteredWorker> {
    const { redis, keys } = this.#options;
    const known = await new RegisteredWorkers(redis, keys).all();
    const wanted = which.toLowerCase();
    const found = known.filter(({ workerId, name, label }) =>
      [workerId, name.toLowerCase(), label].includes(wanted),
    );
    const [one] = found;
    if (one && found.length === 1) return one;
    throw new AnankorError('INPUT_INVALID', one ? ambiguous(which, found) : unknown(which, known));
  }

  /** Oldest first, worker by worker; of all workers unless one is named. */
  async deadLetters(query: { worker?: string; count: number; after?: string }): Promise<WorkerLetter[]> {
    const { redis, keys } = this.#options;
    const { worker, ...page } = query;
    const of =
      worker === undefined ? await new RegisteredWorkers(redis, keys).all() : [await this.find(worker)];
    const pages = await Promise.all(
      of.map(async ({ workerId }) =>
        (await this.#letters.list(workerId, page)).map((letter) => ({ workerId, ...letter })),
      ),
    );
    return pages.flat();
  }

  async deadLetter(worker: string, id: string): Promise<WorkerLetter | undefined> {
    const { workerId } = await this.find(worker);
    const letter = await this.#letters.show(workerId, id);
    return letter && { workerId, ...letter };
  }

  async replay(worker: string, id: string): Promise<ReplayOutcome> {
    return this.#letters.replay((await this.find(worker)).workerId, id);
  }

  async drop(worker: string, id: string): Promise<boolean> {
    return this.#letters.drop((await this.find(worker)).workerId, id);
  }

  /** What is stored of sessions, of all workers unless one is named; also of those that nobody can read. */
  async sessions(worker?: string): Promise<StoredSessionView[]> {
    const { redis, keys } = this.#options;
    const of =
      worker === undefined ? await new RegisteredWorkers(redis, keys).all() : [await this.find(worker)];
    const views = of.map(async (one) => {
      const guildIds = await redis.smembers(keys.sessions(one.workerId)).catch(throwRedisFailure);
      return Promise.all(guildIds.sort().map((guildId) => storedSession(redis, keys, one, guildId)));
    });
    return (await Promise.all(views)).flat();
  }

  /** Ends a session, whether or not anybody can read it. */
  async dropSession(worker: string, guildId: string): Promise<DropOutcome> {
    const { redis, keys } = this.#options;
    return dropSession(await this.find(worker), guildId, { redis, keys, clock: this.#clock });
  }

  /** Asks whoever owns the worker to hand it over; that process looks every second. */
  requestDrain(workerId: string): Promise<void> {
    return this.#request(workerId, String(this.#clock.now()), DRAIN_REQUEST_MS);
  }

  /**
   * Takes a worker out of service: it is given no new session until `undrain`. Its owner is asked to give its sessions to other workers of
   * their guilds; waits until each is there or stays. Undefined where that is not done within ten minutes.
   */
  async moveSessions(workerId: string): Promise<SessionDrainReport | undefined> {
    const { redis, keys } = this.#options;
    const requestId = randomUUID();
    // First, or the master could give it the next session while the last one leaves.
    await redis.set(keys.drained(workerId), String(this.#clock.now())).catch(throwRedisFailure);
    await this.#request(workerId, sessionsRequest(requestId), SESSIONS_REQUEST_MS);
    const deadline = this.#clock.monotonic() + SESSIONS_REQUEST_MS;
    while (this.#clock.monotonic() < deadline) {
      const text = await redis.get(keys.drainReport(workerId)).catch(throwRedisFailure);
      const report = sessionDrainReport.read(text)?.value;
      if (report?.requestId === requestId && report.done) return report;
      await this.#clock.sleep(LOOK_EVERY_MS);
    }
    return undefined;
  }

  /** Puts a worker into service again; false where it is in service. */
  async undrain(worker: string): Promise<boolean> {
    const { redis, keys } = this.#options;
    const { workerId } = await this.find(worker);
    return (await redis.del(keys.drained(workerId)).catch(throwRedisFailure)) === 1;
  }

  async #request(workerId: string, text: string, lifeMs: number): Promise<void> {
    const { redis, keys } = this.#options;
    await redis.set(keys.drain(workerId), text, 'PX', lifeMs).catch(throwRedisFailure);
  }
}

function ambiguous(which: string, found: readonly RegisteredWorker[]): string {
  return `Several workers are called ${which}: ${found.map(({ workerId }) => workerId).join(', ')}. Name one by its id.`;
}

function unknown(which: string, known: readonly RegisteredWorker[]): string {
  if (known.length === 0) return 'No worker has entered itself yet: none ever connected to this Redis.';
  return `There is no worker ${which}. There are ${known.map(({ name, workerId }) => `${name} (${workerId})`).join(', ')}.`;
}
