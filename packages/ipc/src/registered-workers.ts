import { storedShape } from '@anankor/schemas';
import type { StoredValue } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { throwRedisFailure } from './redis-failure.ts';

export const registration = storedShape(1, {
  /** The bot's name. */
  name: z.string(),
  applicationId: z.string(),
  /** Of the token it was owned under last. */
  tokenHash: z.string(),
  /** What metrics call it, `worker-1`; null for an entry of an earlier version. */
  label: z.string().nullable().default(null),
});
export type Registration = StoredValue<typeof registration>;

export interface RegisteredWorker extends Registration {
  /** The bot's user id. */
  workerId: string;
}

/** An entry of the registry; undefined where nobody can read it. */
export function readRegistration(text: string | null): Registration | undefined {
  return registration.read(text)?.value;
}

/** For so long a worker that nobody owns is waited for: a process that restarts has it again well before. Milliseconds. */
export const WORKER_SEEN_MS = 120_000;

/** The workers there are, as they enter themselves. Rejects with REDIS_UNAVAILABLE. */
export class RegisteredWorkers {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;

  constructor(redis: Redis, keys: RedisKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Every worker that was ever there, in the order of their names, in which they are given work. What can't be read is left out. */
  async all(): Promise<RegisteredWorker[]> {
    const entries = await this.#redis.hgetall(this.#keys.registry()).catch(throwRedisFailure);
    return Object.entries(entries)
      .flatMap(([workerId, text]) => {
        const read = readRegistration(text);
        return read ? [{ workerId, ...read }] : [];
      })
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** Whether a process owns the worker's token right now. */
  async isOnline({ tokenHash }: Pick<Registration, 'tokenHash'>): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.claim(tokenHash)).catch(throwRedisFailure)) === 1;
  }

  /** Whether an operator took it out of service: what it plays goes on, and it is given nothing new. */
  async isDrained({ workerId }: Pick<RegisteredWorker, 'workerId'>): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.drained(workerId)).catch(throwRedisFailure)) === 1;
  }

  /** Whether it can be given a session now. */
  async isAvailable(worker: RegisteredWorker): Promise<boolean> {
    return (await this.isOnline(worker)) && !(await this.isDrained(worker));
  }

  async countOnline(): Promise<number> {
    const online = await Promise.all((await this.all()).map((worker) => this.isOnline(worker)));
    return online.filter(Boolean).length;
  }

  /**
   * Whether no process has owned the worker's token for so long that none is about to: it was taken out of the fleet, or has no
   * process left. Between two owners it is not gone.
   */
  async isGone(workerId: string): Promise<boolean> {
    const text = await this.#redis.hget(this.#keys.registry(), workerId).catch(throwRedisFailure);
    const known = readRegistration(text);
    if (known && (await this.isOnline(known))) return false;
    return (await this.#redis.exists(this.#keys.seen(workerId)).catch(throwRedisFailure)) === 0;
  }

  /** Whether it has a session in the guild, parked ones included. */
  async hasSession(workerId: string, guildId: string): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.session(workerId, guildId)).catch(throwRedisFailure)) === 1;
  }

  /** The voice channel in which its session was that is parked now; null where it has none. */
  parkedIn(workerId: string, guildId: string): Promise<string | null> {
    return this.#redis.hget(this.#keys.parked(workerId), guildId).catch(throwRedisFailure);
  }

  async isInGuild(workerId: string, guildId: string): Promise<boolean> {
    return (await this.#redis.sismember(this.#keys.guilds(workerId), guildId).catch(throwRedisFailure)) === 1;
  }
}
