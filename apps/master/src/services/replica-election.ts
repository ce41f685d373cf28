import type { Redis } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';

/** Longer than any replica waits before it looks after an interaction again. */
const REMEMBERED_MS = 60_000;
/** How long a guild stays with a replica after its last interaction. */
const STICKY_MS = 30_000;
const SETTLED = 'settled';

/**
 * Which replica acts on an interaction that all of them receive. The winner defers at once; the conditional put in
 * DynamoDB stays the authority. A guild stays with one replica, so that its commands reach the stream in the order of
 * typing. `settle` says that the interaction is claimed in DynamoDB or answered already, so that the others need not step
 * in for a winner that died.
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

  /** True for exactly one replica. */
  async win(interactionId: string, guildId: string): Promise<boolean> {
    const guild = this.#keys.guildReplica(guildId);
    const holder = await this.#redis.set(guild, this.#replicaId, 'PX', STICKY_MS, 'NX', 'GET');
    if (holder !== null && holder !== this.#replicaId) return false;
    if (holder !== null) this.#redis.pexpire(guild, STICKY_MS).catch(() => undefined);
    const key = this.#keys.interaction(interactionId);
    return (await this.#redis.set(key, this.#replicaId, 'PX', REMEMBERED_MS, 'NX')) === 'OK';
  }

  /** The guild is this replica's from now on: the one it was with is silent. */
  async seize(guildId: string): Promise<void> {
    await this.#redis.set(this.#keys.guildReplica(guildId), this.#replicaId, 'PX', STICKY_MS);
  }

  async settle(interactionId: string): Promise<void> {
    await this.#redis.set(this.#keys.interaction(interactionId), SETTLED, 'PX', REMEMBERED_MS);
  }

  async isSettled(interactionId: string): Promise<boolean> {
    return (await this.#redis.get(this.#keys.interaction(interactionId))) === SETTLED;
  }
}
