import type { Redis } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import { z } from 'zod';

const entry = z.object({ name: z.string(), applicationId: z.string(), tokenHash: z.string() });

export interface RegisteredWorker {
  /** The bot's user id. */
  workerId: string;
  name: string;
  applicationId: string;
  tokenHash: string;
}

/** The workers there are, as they enter themselves. Rejects with what Redis says. */
export class WorkerRegistry {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;

  constructor(redis: Redis, keys: RedisKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Every worker that was ever there, in the order of their names. An entry nobody can read is left out. */
  async all(): Promise<RegisteredWorker[]> {
    const entries = await this.#redis.hgetall(this.#keys.registry());
    return Object.entries(entries)
      .flatMap(([workerId, json]) => {
        const parsed = entry.safeParse(parseJson(json));
        return parsed.success ? [{ workerId, ...parsed.data }] : [];
      })
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** Whether a process owns the worker's token right now. */
  async isOnline(worker: RegisteredWorker): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.claim(worker.tokenHash))) === 1;
  }

  async countOnline(): Promise<number> {
    const online = await Promise.all((await this.all()).map((worker) => this.isOnline(worker)));
    return online.filter(Boolean).length;
  }

  async isInGuild(workerId: string, guildId: string): Promise<boolean> {
    return (await this.#redis.sismember(this.#keys.guilds(workerId), guildId)) === 1;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
