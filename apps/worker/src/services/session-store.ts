import type { Redis, Write } from '@anankor/ipc';
import { restoreSession } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { queueEntry } from '@anankor/schemas';
import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { sessionKeys } from './session-keys.ts';
import { writesOf } from './session-writes.ts';
import type { SessionTransition } from './session-writes.ts';
import { readHead } from './stored-head.ts';

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
      .hgetall(k.head)
      .lrange(k.queue, 0, -1)
      .hgetall(k.entries)
      .lrange(k.history, 0, -1)
      .lrange(k.stash, 0, -1)
      .hgetall(k.stashEntries)
      .exec();
    const values = (results ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [
      Record<string, string>,
      string[],
      Record<string, string>,
      string[],
      string[],
      Record<string, string>,
    ];
    const [hash, queue, entries, history, stash, stashEntries] = values;
    const head = readHead(hash, entries);
    if (head === null) return null;
    return restoreSession({
      head,
      queue: inOrder(queue, entries),
      history: history.map((entry) => JSON.parse(entry) as ReadyEntry),
      stash: head.undo === null ? null : inOrder(stash, stashEntries),
    });
  }

  /** The writes that make Redis agree with a transition. */
  writes(transition: SessionTransition): Write[] {
    return writesOf(transition, sessionKeys(this.#keys, this.#workerId, transition.guildId));
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
