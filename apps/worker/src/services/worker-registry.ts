import { readRegistration, registration } from '@anankor/ipc';
import type { Redis, Registration, Write } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import { everyGuild } from '../bot/shard-of.ts';
import type { GuildFilter } from '../bot/shard-of.ts';

/** Under which token (its hash) each of these workers was owned last; undefined for one that never was. */
export async function registeredHashes(
  redis: Redis,
  keys: RedisKeys,
  workerIds: readonly string[],
): Promise<(string | undefined)[]> {
  if (workerIds.length === 0) return [];
  const texts = await redis.hmget(keys.registry(), ...workerIds);
  return texts.map((text) => readRegistration(text)?.tokenHash);
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
  /** The guilds in Redis. */
  readonly #guildIds = new Set<string>();
  #name: string;
  /** As it was found, with what a later version wrote there. */
  #known: Registration | undefined;

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
   * The name and the guilds an earlier owner learned; a resumed gateway session does not tell them again. Where that owner had another token,
   * this one is entered: it is by the token's claim that others see whether the worker is online.
   */
  async load(): Promise<void> {
    const [text, guildIds] = await Promise.all([
      this.#redis.hget(this.#keys.registry(), this.#workerId),
      this.#redis.smembers(this.#keys.guilds(this.#workerId)),
    ]);
    for (const guildId of guildIds) this.#guildIds.add(guildId);
    const known = readRegistration(text);
    if (!known) return;
    this.#known = known;
    this.#name = known.name;
    if (known.tokenHash !== this.#tokenHash) await this.#enter();
  }

  /** Everything of a shard anew, after an IDENTIFY; whole, as Redis may have lost some of it. */
  async ready(name: string, guildIds: readonly string[], ofShard: GuildFilter = everyGuild): Promise<void> {
    this.#name = name;
    await this.#enter();
    const present = new Set(guildIds);
    await this.#change({
      joined: guildIds,
      left: [...this.#guildIds].filter((guildId) => ofShard(guildId) && !present.has(guildId)),
    });
  }

  /** Costs nothing for a guild that READY named. */
  async joined(guildId: string): Promise<void> {
    if (!this.#guildIds.has(guildId)) await this.#change({ joined: [guildId], left: [] });
  }

  left(guildId: string): Promise<void> {
    return this.#change({ joined: [], left: [guildId] });
  }

  async #enter(): Promise<void> {
    const applicationId = this.#workerId;
    const value: Registration = {
      ...this.#known,
      name: this.#name,
      applicationId,
      tokenHash: this.#tokenHash,
      label: this.#label,
    };
    await this.#redis.hset(this.#keys.registry(), this.#workerId, registration.write(value));
  }

  async #change({ joined, left }: { joined: readonly string[]; left: readonly string[] }): Promise<void> {
    const key = this.#keys.guilds(this.#workerId);
    for (const guildId of joined) this.#guildIds.add(guildId);
    for (const guildId of left) this.#guildIds.delete(guildId);
    try {
      await this.#write([
        ...(left.length > 0 ? [['SREM', key, ...left] as const] : []),
        ...(joined.length > 0 ? [['SADD', key, ...joined] as const] : []),
      ]);
    } catch (error) {
      // It is not known what was written, so it is written when it is told again.
      for (const guildId of joined) this.#guildIds.delete(guildId);
      for (const guildId of left) this.#guildIds.add(guildId);
      throw error;
    }
  }
}
