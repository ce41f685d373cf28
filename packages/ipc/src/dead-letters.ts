import { systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { findCommand, job as jobSchema } from '@anankor/schemas';
import type { Job, ReplyRoute } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { readLetter } from './dead-letter.ts';
import type { DeadLetter } from './dead-letter.ts';
import { redisFailure } from './redis-failure.ts';
import { scripts } from './script.ts';

/** Stands in for the token of a replayed job: the user can't be answered through the interaction any more. */
export const EXPIRED_REPLY_TOKEN = 'expired';

export function isReplyExpired(route: ReplyRoute): boolean {
  return route.token === EXPIRED_REPLY_TOKEN;
}

export type ReplayOutcome =
  | 'replayed'
  /** The job's effect took place already; the letter stays until it is dropped. */
  | 'applied-before'
  | 'missing'
  /** It holds no job that this version could run. */
  | 'unreplayable';

export interface DeadLettersOptions {
  /** A connection of the role `commands`. */
  redis: Redis;
  keys: RedisKeys;
  /** Milliseconds for which a replayed job id is remembered. */
  dedupeTtlMs: number;
  clock?: Clock;
}

/** The operator's hands on the jobs that were given up. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  readonly #clock: Clock;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Oldest first; `after` is the id of the last letter of the page before. */
  async list(workerId: string, page: { count: number; after?: string }): Promise<DeadLetter[]> {
    return this.#read(workerId, page.after === undefined ? '-' : `(${page.after}`, '+', page.count);
  }

  async show(workerId: string, id: string): Promise<DeadLetter | undefined> {
    const [letter] = await this.#read(workerId, id, id, 1);
    return letter;
  }

  /**
   * Puts the job back at the end of its worker's stream, under the same id, with a new life of its command's length and
   * an expired reply route.
   */
  async replay(workerId: string, id: string): Promise<ReplayOutcome> {
    const letter = await this.show(workerId, id);
    if (!letter) return 'missing';
    if (letter.applied) return 'applied-before';
    const job = this.#revive(letter);
    if (!job) return 'unreplayable';
    const { redis, keys, dedupeTtlMs } = this.#options;
    const result = await scripts.replay.run(
      redis,
      [keys.deadLetters(workerId), keys.jobs(workerId), keys.job(workerId, job.jobId)],
      [id, dedupeTtlMs, JSON.stringify(job)],
    );
    return result === 1 ? 'replayed' : result === 0 ? 'applied-before' : 'missing';
  }

  /** Whether there was such a letter. */
  async drop(workerId: string, id: string): Promise<boolean> {
    const { redis, keys } = this.#options;
    try {
      return (await redis.xdel(keys.deadLetters(workerId), id)) === 1;
    } catch (error) {
      throw redisFailure(error);
    }
  }

  #revive(letter: DeadLetter): Job | undefined {
    const payload = letter.payload ?? {};
    const reply = { ...(payload['reply'] as object | undefined), token: EXPIRED_REPLY_TOKEN };
    const job = jobSchema.safeParse({ ...payload, reply });
    const command = job.success ? findCommand(job.data.command) : undefined;
    if (!job.success || !command) return undefined;
    // Issued anew: it comes after what was typed meanwhile.
    const issuedAt = this.#clock.now();
    return { ...job.data, issuedAt, expiresAt: issuedAt + command.delivery.expiresInMs };
  }

  async #read(workerId: string, from: string, to: string, count: number): Promise<DeadLetter[]> {
    const { redis, keys } = this.#options;
    try {
      const entries = await redis.xrange(keys.deadLetters(workerId), from, to, 'COUNT', count);
      return entries.map(([id, fields]) => readLetter(id, fields));
    } catch (error) {
      throw redisFailure(error);
    }
  }
}
