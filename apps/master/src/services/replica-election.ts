import { scripts } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import type { APIInteraction } from 'discord-api-types/v10';
import type { RedisKeys } from '@anankor/storage';

/** Longer than any replica waits before it looks after an interaction again. */
const REMEMBERED_MS = 60_000;
/** The life of an interaction's token; past it nobody can answer any more. */
const TOKEN_MS = 15 * 60_000;
/** How long a guild stays with a replica after its last interaction. */
const STICKY_MS = 30_000;
const SETTLED = 'settled';

/**
 * Which replica acts on an interaction that all of them receive. The winner defers at once; the conditional put in
 * DynamoDB stays the authority. A guild stays with one replica, so that its commands reach the stream in the order of
 * typing. Until `settle` says that it is claimed in DynamoDB or answered, the interaction is kept, so that another
 * replica, or the successor of a single one, goes on where a winner died.
 */
export class ReplicaElection {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #replicaId: string;

  constructor(redis: Redis, keys: RedisKeys, replicaId: string) {
    this.#redis = redis;
    this.#keys = keys;
    this.#replicaId = replicaId;
  }

  /** True for exactly one replica, after one request: the member waits for it. With `keep`, the interaction is there for others until it is settled. */
  async win(interaction: APIInteraction, guildId: string, keep: boolean): Promise<boolean> {
    const { id } = interaction;
    const keys = [
      this.#keys.guildReplica(guildId),
      this.#keys.interaction(id),
      this.#keys.openInteractions(),
    ];
    const kept = keep ? [JSON.stringify(interaction), TOKEN_MS, id] : [this.#replicaId, REMEMBERED_MS, ''];
    return (
      (await scripts.electReplica.run(this.#redis, keys, [
        this.#replicaId,
        STICKY_MS,
        ...kept,
        Date.now(),
      ])) === 1
    );
  }

  /** The guild is this replica's from now on: the one it was with is silent. */
  async seize(guildId: string): Promise<void> {
    await this.#redis.set(this.#keys.guildReplica(guildId), this.#replicaId, 'PX', STICKY_MS);
  }

  async settle(interactionId: string): Promise<void> {
    await this.#redis
      .multi()
      .set(this.#keys.interaction(interactionId), SETTLED, 'PX', REMEMBERED_MS)
      .zrem(this.#keys.openInteractions(), interactionId)
      .exec();
  }

  async isSettled(interactionId: string): Promise<boolean> {
    return (await this.#redis.get(this.#keys.interaction(interactionId))) === SETTLED;
  }

  /** Interactions that were won more than `olderThanMs` ago and never settled: whoever won them is gone. */
  async abandoned(olderThanMs: number): Promise<APIInteraction[]> {
    const open = this.#keys.openInteractions();
    const ids = await this.#redis.zrangebyscore(open, '-inf', Date.now() - olderThanMs, 'LIMIT', 0, 50);
    const texts = ids.length > 0 ? await this.#redis.mget(ids.map((id) => this.#keys.interaction(id))) : [];
    const left = texts.filter((text) => text !== null && text !== SETTLED) as string[];
    const over = ids.filter((_id, index) => texts[index] === null || texts[index] === SETTLED);
    if (over.length > 0) await this.#redis.zrem(open, ...over);
    return left.map((text) => JSON.parse(text) as APIInteraction);
  }
}
