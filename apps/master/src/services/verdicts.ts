import { redisFailure } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import { INTERACTION_LIFE_MS } from './replica-election.ts';
import type { ReplicaElection } from './replica-election.ts';

/** `execute`: its job may go on a stream. `give-up`: it may not, and the member is to be told. `told`: the member was. */
export type Verdict = 'execute' | 'give-up' | 'told';

/**
 * What becomes of a command: decided once for all replicas, in Redis, which is there when DynamoDB is not. Nobody puts a
 * job on a stream before `execute` stands, and nobody tells of an error for want of a claim before `give-up` does, so no
 * member is told of an error and gets the effect as well, however late DynamoDB takes a claim. A verdict stays for as long
 * as anybody can be told; a command's life is shorter.
 */
export class Verdicts {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #election: ReplicaElection;

  constructor(redis: Redis, keys: RedisKeys, election: ReplicaElection) {
    this.#redis = redis;
    this.#keys = keys;
    this.#election = election;
  }

  /** The verdict that stands: `wanted` where there was none. Safe to repeat. Rejects with an AnankorError. */
  async decide(interactionId: string, wanted: 'execute' | 'give-up'): Promise<Verdict> {
    const key = this.#keys.verdict(interactionId);
    try {
      const before = await this.#redis.set(key, wanted, 'PX', INTERACTION_LIFE_MS, 'NX', 'GET');
      return (before as Verdict | null) ?? wanted;
    } catch (error) {
      throw redisFailure(error);
    }
  }

  /** The member has an answer: nobody has to go on with it. For whoever gave it up, or owns the claim and put no job on a stream. */
  async told(interactionId: string): Promise<void> {
    try {
      await this.#redis.set(this.#keys.verdict(interactionId), 'told', 'PX', INTERACTION_LIFE_MS);
      await this.#election.settle(interactionId);
    } catch (error) {
      throw redisFailure(error);
    }
  }
}
