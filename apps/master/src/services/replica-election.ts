import type { Redis } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';

/** Longer than any replica waits before it looks after an interaction again. */
const REMEMBERED_MS = 60_000;
const SETTLED = 'settled';

/**
 * Which replica acts on an interaction that all of them receive. The winner defers at once; the conditional put in
 * DynamoDB stays the authority. `settle` says that the interaction is claimed there or answered already, so that the
 * others need not step in for a winner that died.
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
  async win(interactionId: string): Promise<boolean> {
    const key = this.#keys.interaction(interactionId);
    return (await this.#redis.set(key, this.#replicaId, 'PX', REMEMBERED_MS, 'NX')) === 'OK';
  }

  async settle(interactionId: string): Promise<void> {
    await this.#redis.set(this.#keys.interaction(interactionId), SETTLED, 'PX', REMEMBERED_MS);
  }

  async isSettled(interactionId: string): Promise<boolean> {
    return (await this.#redis.get(this.#keys.interaction(interactionId))) === SETTLED;
  }
}
