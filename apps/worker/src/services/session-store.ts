import { redisFailure, sessionDropWrites, throwRedisFailure } from '@anankor/ipc';
import type { Redis, Write } from '@anankor/ipc';
import { changesFromNothing } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import type { RedisKeys } from '@anankor/storage';
import { readSession } from './read-session.ts';
import type { LoadedSession, StoredSession } from './read-session.ts';
import { sessionKeys } from './session-keys.ts';
import { writesOf } from './session-writes.ts';
import type { SessionTransition } from './session-writes.ts';

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

  /** Rejects with REDIS_UNAVAILABLE, and for nothing that is stored. */
  async load(guildId: string): Promise<LoadedSession> {
    const k = sessionKeys(this.#keys, this.#workerId, guildId);
    const results = await this.#redis
      .pipeline()
      .hgetall(k.head)
      .lrange(k.queue, 0, -1)
      .hgetall(k.entries)
      .lrange(k.history, 0, -1)
      .lrange(k.stash, 0, -1)
      .hgetall(k.stashEntries)
      .exec()
      .catch(throwRedisFailure);
    const [hash, queue, entries, history, stash, stashEntries] = (results ?? []).map(valueOf);
    return readSession(guildId, { hash, queue, entries, history, stash, stashEntries } as StoredSession);
  }

  /** The writes that make Redis agree with a transition. */
  writes(transition: SessionTransition): Write[] {
    return writesOf(transition, sessionKeys(this.#keys, this.#workerId, transition.guildId));
  }

  /** The writes that make Redis hold exactly this state, whatever it holds of the session now. */
  rewriting(guildId: string, state: SessionState): Write[] {
    const { head, history } = state;
    const changes = changesFromNothing(state, history.size);
    const version: Write = ['HSET', this.versionKey(guildId), 'version', head.version];
    return [
      ...this.dropping(guildId),
      ...this.writes({ guildId, before: null, after: state, changes }),
      version,
    ];
  }

  /** The writes after which nothing is left of a session. The guild stays known until its assignment is released. */
  dropping(guildId: string): Write[] {
    return sessionDropWrites(this.#keys, this.#workerId, guildId);
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

/** Null for a key of another type. */
function valueOf([error, value]: [Error | null, unknown]): unknown {
  if (error === null) return value;
  if (error.message.startsWith('WRONGTYPE')) return null;
  throw redisFailure(error);
}
