import type { Redis, Write } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import { z } from 'zod';

const entry = z.object({ name: z.string(), applicationId: z.string(), tokenHash: z.string() });

/** Under which token (its hash) each of these workers was owned last; undefined for one that never was. */
export async function registeredHashes(
  redis: Redis,
  keys: RedisKeys,
  workerIds: readonly string[],
): Promise<(string | undefined)[]> {
  if (workerIds.length === 0) return [];
  const texts = await redis.hmget(keys.registry(), ...workerIds);
  return texts.map((text) => (text === null ? undefined : entry.parse(JSON.parse(text)).tokenHash));
}

/**
 * What the master knows of this worker: its name, and the guilds its bot is in. Both outlive the process, so that a worker
 * between two owners still is one.
 */
export class WorkerRegistry {
  readonly #redis: Redis;
  readonly #write: (writes: readonly Write[]) => Promise<void>;
  readonly #keys: RedisKeys;
  readonly #workerId: string;
  readonly #tokenHash: string;
  readonly #label: string;
  #name: string;

  constructor(options: {
    redis: Redis;
    write: (writes: readonly Write[]) => Promise<void>;
    keys: RedisKeys;
    workerId: string;
    tokenHash: string;
    /** What metrics call it. */
    label: string;
  }) {
    this.#redis = options.redis;
    this.#write = options.write;
    this.#keys = options.keys;
    this.#workerId = options.workerId;
    this.#tokenHash = options.tokenHash;
    this.#label = options.label;
    this.#name = options.workerId;
  }

  get name(): string {
    return this.#name;
  }

  /**
   * The name an earlier owner learned; a resumed gateway session does not tell it again. Where that owner had another token,
   * this one is entered: it is by the token's claim that others see whether the worker is online.
   */
  async load(): Promise<void> {
    const text = await this.#redis.hget(this.#keys.registry(), this.#workerId);
    if (text === null) return;
    const { name, tokenHash } = entry.parse(JSON.parse(text));
    this.#name = name;
    if (tokenHash !== this.#tokenHash) await this.#enter();
  }

  /** Everything anew, after an IDENTIFY. */
  async ready(name: string, guildIds: readonly string[]): Promise<void> {
    this.#name = name;
    await this.#enter();
    const guilds = this.#keys.guilds(this.#workerId);
    await this.#write([
      ['DEL', guilds],
      ...(guildIds.length > 0 ? [['SADD', guilds, ...guildIds] as const] : []),
    ]);
  }

  async #enter(): Promise<void> {
    const applicationId = this.#workerId;
    const value = { name: this.#name, applicationId, tokenHash: this.#tokenHash, label: this.#label };
    await this.#redis.hset(this.#keys.registry(), this.#workerId, JSON.stringify(value));
  }

  joined(guildId: string): Promise<void> {
    return this.#write([['SADD', this.#keys.guilds(this.#workerId), guildId]]);
  }

  left(guildId: string): Promise<void> {
    return this.#write([['SREM', this.#keys.guilds(this.#workerId), guildId]]);
  }
}
