import type { MessageRange } from '../../messages/messages.ts';
import { isObject } from '../../json.ts';
import { DiscordError } from '../discord-error.ts';
import { FormErrors } from './form-errors.ts';

/** `limit` (1 to 100, default 50) and at most one of `before`, `after`, `around`. Throws 50035. */
export function readRange(query: Readonly<Record<string, string>>): MessageRange {
  const errors = new FormErrors();
  const limit = errors.integer(['limit'], query.limit, { min: 1, max: 100 }) ?? 50;
  const range: MessageRange = { limit };
  for (const key of ['before', 'after', 'around'] as const) {
    const id = errors.snowflake([key], query[key]);
    if (id !== undefined) range[key] = id;
  }
  errors.throwIfAny();
  return range;
}

const discordEpoch = 1_420_070_400_000n;
const twoWeeksMs = 14 * 24 * 60 * 60_000;

/** Ids of 2 to 100 messages that are not older than two weeks, else 50035 or 50034. */
export function readBulk(body: unknown): string[] {
  const errors = new FormErrors();
  const raw = isObject(body) ? body.messages : undefined;
  if (raw === undefined) errors.required(['messages']);
  const list = errors.values(['messages'], raw, { min: 2, max: 100 });
  const ids = list.flatMap((id, index) => errors.snowflake(['messages', index], id) ?? []);
  errors.throwIfAny();
  const oldest = Date.now() - twoWeeksMs;
  if (ids.some((id) => Number((BigInt(id) >> 22n) + discordEpoch) < oldest))
    throw new DiscordError('tooOldForBulk');
  return [...new Set(ids)];
}
