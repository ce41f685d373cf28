import { AnankorError } from '@anankor/core';
import { redisFailure } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { jsonOf, storedPart, storedReply } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { z } from 'zod';
import { INTERACTION_LIFE_MS } from './replica-election.ts';
import type { ReplicaElection } from './replica-election.ts';

/**
 * `execute`: its job may go on the stream of this worker, and of no other. `answer`: it may go on none, and the member is to be told
 * this. `told`: the member was.
 */
export const verdict = z.discriminatedUnion('outcome', [
  storedPart({ outcome: z.literal('execute'), workerId: z.string(), channelId: z.string() }),
  storedPart({ outcome: z.literal('answer'), reply: storedReply }),
  storedPart({ outcome: z.literal('told') }),
]);
export type Verdict = z.infer<typeof verdict>;
type Told = Extract<Verdict, { outcome: 'told' }>;

const VERDICT_VERSION = 1;

function write(value: Verdict): string {
  return JSON.stringify({ ...value, v: VERDICT_VERSION });
}

/** Throws JOB_INVALID: a replica that can't read what stands leaves the claim to one that can. */
function read(text: string): Verdict {
  const parsed = verdict.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new AnankorError('JOB_INVALID', 'The verdict on an interaction is not one this version understands');
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
      const text = write(wanted);
      const before = await this.#redis.set(key, text, 'PX', INTERACTION_LIFE_MS, 'NX', 'GET');
      return before === null ? wanted : read(before);
    } catch (error) {
      throw redisFailure(error);
    }
  }

  /** The verdict that stands; null for none. Rejects with an AnankorError. */
  async of(interactionId: string): Promise<Verdict | null> {
    try {
      const text = await this.#redis.get(this.#keys.verdict(interactionId));
      return text === null ? null : read(text);
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

  async #put(interactionId: string, stands: Verdict): Promise<void> {
    const key = this.#keys.verdict(interactionId);
    try {
      await this.#redis.set(key, write(stands), 'PX', INTERACTION_LIFE_MS);
    } catch (error) {
      throw redisFailure(error);
    }
  }
}
