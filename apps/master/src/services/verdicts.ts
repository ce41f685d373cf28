import { redisFailure } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import type { Reply } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { INTERACTION_LIFE_MS } from './replica-election.ts';
import type { ReplicaElection } from './replica-election.ts';

/**
 * `execute`: its job may go on the stream of this worker, and of no other. `answer`: it may go on none, and the member is to be told
 * this. `told`: the member was.
 */
export type Verdict =
  { outcome: 'execute'; workerId: string; channelId: string } | { outcome: 'answer'; reply: Reply } | Told;
interface Told {
  outcome: 'told';
}

/**
 * What becomes of a command: decided once for all replicas, in Redis, which is there when DynamoDB is not. Nobody puts a
 * job on a stream before `execute` stands, nor on another stream than it names, and nobody tells of a failure before `answer` does. So
 * no member is told of a failure and gets the effect as well, and no command has it twice, however late DynamoDB takes a claim, and
 * whatever changed until another replica goes on with it. A verdict stays for as long as anybody can be told; a command's
 * life is shorter.
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
  async decide(interactionId: string, wanted: Exclude<Verdict, Told>): Promise<Verdict> {
    const key = this.#keys.verdict(interactionId);
    try {
      const text = JSON.stringify(wanted);
      const before = await this.#redis.set(key, text, 'PX', INTERACTION_LIFE_MS, 'NX', 'GET');
      return before === null ? wanted : (JSON.parse(before) as Verdict);
    } catch (error) {
      throw redisFailure(error);
    }
  }

  /** The verdict that stands; null for none. Rejects with an AnankorError. */
  async of(interactionId: string): Promise<Verdict | null> {
    try {
      const text = await this.#redis.get(this.#keys.verdict(interactionId));
      return text === null ? null : (JSON.parse(text) as Verdict);
    } catch (error) {
      throw redisFailure(error);
    }
  }

  /** Its job found no place on the stream: this is told instead. For the owner of the claim. Rejects with an AnankorError. */
  async answerInstead(interactionId: string, reply: Reply): Promise<void> {
    await this.#put(interactionId, { outcome: 'answer', reply });
  }

  /** The member has an answer: nobody has to go on with it. Rejects with an AnankorError. */
  async told(interactionId: string): Promise<void> {
    await this.#put(interactionId, { outcome: 'told' });
    await this.#election.settle(interactionId).catch((error: unknown) => {
      throw redisFailure(error);
    });
  }

  async #put(interactionId: string, verdict: Verdict): Promise<void> {
    const key = this.#keys.verdict(interactionId);
    try {
      await this.#redis.set(key, JSON.stringify(verdict), 'PX', INTERACTION_LIFE_MS);
    } catch (error) {
      throw redisFailure(error);
    }
  }
}
