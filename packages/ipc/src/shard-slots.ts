import { AnankorError, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { Lease } from './lease.ts';
import type { Log } from './log.ts';
import { redisFailure } from './redis-failure.ts';
import { scripts } from './script.ts';

export interface ShardSlotsOptions {
  /** A connection of the role `commands`. */
  redis: Redis;
  keys: RedisKeys;
  /** This process and no other. */
  replica: string;
  /** Most replicas that connect one shard. */
  copies: number;
  ttlMs: number;
  clock?: Clock;
  logger?: Log;
}

/** One of the places of a shard: whoever holds it may connect the shard. */
export interface ShardSlot {
  shard: number;
  slot: number;
  /** Who holds it; undefined: it is free. */
  replica: string | undefined;
  /** Its holder said that Discord sends it the shard's events. */
  connected: boolean;
}

export interface ShardSurvey {
  /** Replicas that live. */
  replicas: readonly string[];
  slots: readonly ShardSlot[];
}

/** Discord's 5 s between two IDENTIFYs of a bucket, and what the network may add or take. */
const IDENTIFY_MS = 5_500;

/**
 * The shards of the master, shared out among its replicas: each shard has as many slots as copies, a slot is a claim like
 * a worker's. All times are the server's.
 */
export class ShardSlots {
  readonly #options: ShardSlotsOptions;
  readonly #clock: Clock;
  #count = 0;

  constructor(options: ShardSlotsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** The number of shards, once agreed on. */
  get count(): number {
    return this.#count;
  }

  /**
   * Agrees with the other replicas on the number of shards. `wanted` is what this one would take if it were the first;
   * where `fixed`, it takes no other. Throws ENV_INVALID, or what ails Redis.
   */
  async agree(wanted: number, fixed: boolean): Promise<void> {
    const known = await this.#options.redis.get(this.#options.keys.shardCount()).catch((error: unknown) => {
      throw redisFailure(error);
    });
    this.#count = fixed || known === null ? wanted : Number(known);
    await this.survey([]);
  }

  /** Tells that this replica lives and is connected to these shards, and looks at all. Throws ENV_INVALID where the number of shards is another. */
  async survey(connected: readonly number[]): Promise<ShardSurvey> {
    const { redis, keys, replica, copies, ttlMs } = this.#options;
    const places = Array.from({ length: this.#count * copies }, (_, index) => ({
      shard: index % this.#count,
      slot: Math.floor(index / this.#count),
    }));
    const [count, told, owners] = (await scripts.surveyShards.run(
      redis,
      [
        keys.shardReplicas(),
        keys.shardCount(),
        ...places.map(({ shard, slot }) => keys.shardSlot(shard, slot)),
      ],
      [replica, this.#count, ttlMs, connected.join()],
    )) as [string, string[], (string | null)[]];
    if (Number(count) !== this.#count) throw disagreement(this.#count, Number(count));
    const shardsOf = new Map<string, readonly string[]>();
    for (let at = 0; at + 1 < told.length; at += 2)
      shardsOf.set(String(told[at]), String(told[at + 1]).split(','));
    return {
      replicas: [...shardsOf.keys()].sort(),
      slots: places.map(({ shard, slot }, index) => {
        const holder = replicaOf(owners[index] ?? undefined);
        const there = holder !== undefined && shardsOf.get(holder)?.includes(String(shard)) === true;
        return { shard, slot, replica: holder, connected: there };
      }),
    };
  }

  /** The slot's lease, or undefined where somebody else was quicker. */
  async take(shard: number, slot: number): Promise<Lease | undefined> {
    const { redis, keys, replica, ttlMs, logger } = this.#options;
    const key = keys.shardSlot(shard, slot);
    const epoch = Number(await scripts.nextEpoch.run(redis, [keys.shardEpoch()], []));
    const owner = `${replica}#${epoch}`;
    const claimedAt = this.#clock.monotonic();
    // GET tells a repeated request (the answer was lost with the connection) from another owner's claim.
    const before = await redis.set(key, owner, 'PX', ttlMs, 'NX', 'GET').catch((error: unknown) => {
      throw redisFailure(error);
    });
    if (before !== null && before !== owner) return undefined;
    const claim = { key, owner, epoch, claimedAt, channel: keys.shardReplicas() };
    const told = { subject: `shard ${shard}`, details: { shard, slot }, clock: this.#clock, logger };
    return new Lease({ ...claim, ...told, redis, ttlMs, renewEveryMs: ttlMs / 4 });
  }

  /** Is no longer counted among the replicas, so that the others share the shards out among themselves. */
  async leave(): Promise<void> {
    const { redis, keys, replica } = this.#options;
    await redis.hdel(keys.shardReplicas(), replica).catch((error: unknown) => {
      throw redisFailure(error);
    });
  }

  /**
   * Waits until an IDENTIFY of the bucket may be sent, one replica at a time. Trouble with Redis is waited out. Rejects with
   * the signal's reason.
   */
  async identifyTurn(bucket: number, signal: AbortSignal): Promise<void> {
    const { redis, keys, replica } = this.#options;
    const key = keys.identify(bucket);
    const attempt = async (): Promise<number> => {
      if ((await redis.set(key, replica, 'PX', IDENTIFY_MS, 'NX')) !== null) return 0;
      // Up to 100 ms apart, so that replicas don't all come at the same instant.
      return Math.max(await redis.pttl(key), 0) + 10 + Math.random() * 100;
    };
    for (;;) {
      signal.throwIfAborted();
      const wait = await attempt().catch(() => 1_000);
      if (wait === 0) return;
      await this.#clock.sleep(wait, signal);
    }
  }
}

function replicaOf(owner: string | undefined): string | undefined {
  return owner?.slice(0, owner.lastIndexOf('#'));
}

function disagreement(mine: number, theirs: number): AnankorError {
  return new AnankorError(
    'ENV_INVALID',
    `This replica would split the master into ${mine} shards, but replicas that run have ${theirs}: set MASTER_SHARD_COUNT ` +
      'to the same number everywhere, and stop all replicas before changing it',
    { details: { mine, theirs } },
  );
}
