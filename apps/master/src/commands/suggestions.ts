import { createHash } from 'node:crypto';
import { within } from '@anankor/core';
import type { Redis } from '@anankor/ipc';
import type { OptionMeta } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { CommandRequest } from '../interactions/request.ts';

/** Longer than anybody looks at a list of choices. */
export const SUGGESTION_TTL_S = 3_600;
/** Milliseconds that Redis may take, so that the member is answered in time. */
const LIMIT_MS = 1_000;
const PREFIX = 'pick:';

/**
 * Links that are longer than the 100 characters of a choice's value: the choice holds a short key, and Redis the link for as long as it
 * may be picked. The key is a hash of the link, so that the same link is kept once.
 */
export class Suggestions {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;

  constructor(redis: Redis, keys: RedisKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The value of a choice that stands for `link`; null where Redis does not keep it. */
  async keep(link: string): Promise<string | null> {
    const id = createHash('sha256').update(link).digest('base64url').slice(0, 22);
    const kept = this.#redis.set(this.#keys.suggestion(id), link, 'EX', SUGGESTION_TTL_S).catch(() => null);
    return (await within<string | null>(kept, LIMIT_MS, null)) === null ? null : `${PREFIX}${id}`;
  }

  /** What a member chose or typed, with the link for its key; null where the key is gone. Rejects where Redis does not answer. */
  async resolve(typed: string): Promise<string | null> {
    const [, id] = /^pick:([\w-]{22})$/.exec(typed.trim()) ?? [];
    return id === undefined ? typed : this.#redis.get(this.#keys.suggestion(id));
  }
}

/** Puts the links for the suggestions that were picked into the request; false where one of them is not known any more. */
export async function pickedLinks(
  { command, input }: Pick<CommandRequest, 'command' | 'input'>,
  suggestions: Pick<Suggestions, 'resolve'>,
): Promise<boolean> {
  for (const [name, schema] of Object.entries(command.input.shape)) {
    const value = input[name];
    if (typeof value !== 'string' || (schema.meta() as Partial<OptionMeta>)?.complete !== 'tracks') continue;
    const link = await suggestions.resolve(value);
    if (link === null) return false;
    input[name] = link;
  }
  return true;
}
