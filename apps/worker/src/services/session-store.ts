import type { Redis, Write } from '@anankor/ipc';
import { restoreSession } from '@anankor/music';
import type { Change, SessionHead, SessionState } from '@anankor/music';
import { queueEntry } from '@anankor/schemas';
import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { sessionKeys } from './session-keys.ts';
import { writesOf } from './session-writes.ts';

/** The sessions of one worker in Redis. Reading happens once, when a process takes the worker over; writing is the commit's. */
export class SessionStore {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #workerId: string;

  constructor(redis: Redis, keys: RedisKeys, workerId: string) {
    this.#redis = redis;
    this.#keys = keys;
    this.#workerId = workerId;
  }

  /** Guilds that have a session, or whose session ended and whose assignment was not released yet. */
  async guildIds(): Promise<string[]> {
    return this.#redis.smembers(this.#keys.sessions(this.#workerId));
  }

  async load(guildId: string): Promise<SessionState | null> {
    const k = sessionKeys(this.#keys, this.#workerId, guildId);
    const results = await this.#redis
      .pipeline()
      .hget(k.head, 'head')
      .lrange(k.queue, 0, -1)
      .hgetall(k.entries)
      .lrange(k.history, 0, -1)
      .lrange(k.stash, 0, -1)
      .hgetall(k.stashEntries)
      .exec();
    const values = (results ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [string | null, string[], Record<string, string>, string[], string[], Record<string, string>];
    const [head, queue, entries, history, stash, stashEntries] = values;
    if (head === null) return null;
    // Heads that an earlier version wrote know nothing of moves.
    const none: Partial<SessionHead> = { moving: null, arriving: null };
    const parsed = { ...none, ...(JSON.parse(head) as SessionHead) };
    return restoreSession({
      head: parsed,
      queue: inOrder(queue, entries),
      history: history.map((entry) => JSON.parse(entry) as ReadyEntry),
      stash: parsed.undo === null ? null : inOrder(stash, stashEntries),
    });
  }

  /** The writes that make Redis agree with a transition. */
  writes(guildId: string, changes: readonly Change[]): Write[] {
    const k = sessionKeys(this.#keys, this.#workerId, guildId);
    return changes.flatMap((change) => writesOf(change, guildId, k));
  }

  /** Key of the hash whose `version` the commit checks. */
  versionKey(guildId: string): string {
    return this.#keys.session(this.#workerId, guildId);
  }

  /** Says that an ended session's assignment was released, so that nobody needs to look after the guild any more. */
  settled(guildId: string): Write {
    return ['SREM', this.#keys.sessions(this.#workerId), guildId];
  }
}

function inOrder(order: readonly string[], entries: Record<string, string>): QueueEntry[] {
  return order.flatMap((id) => {
    const text = entries[id];
    return text === undefined ? [] : [queueEntry.parse(JSON.parse(text))];
  });
}
