import type { Redis, Write } from '@anankor/ipc';
import type { InputReader } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { jsonOf, readLeniently, storedPart } from '@anankor/schemas';
import { z } from 'zod';
import { GatewaySessions } from './gateway-session.ts';
import { VoiceStates } from './voice-states.ts';

/** One guild's: user id → presence. It has no version of its own, since 78876eb reads every field of it as a presence. */
export const voiceSnapshot = z.record(
  z.string(),
  storedPart({
    channelId: z.string(),
    bot: z.boolean().default(false),
    deaf: z.boolean().default(false),
  }),
);

/** Field of the gateway hash that holds the sessions of all shards. */
const SESSIONS_FIELD = 'sessions';
/** Guilds of one write. */
const PART = 200;

/**
 * What a successor needs to resume the gateway: the sessions with their sequences, and the voice states as of them. Both are
 * written together, so that what a RESUME replays fits the snapshot.
 */
export class PersistedGateway {
  readonly sessions: GatewaySessions;
  readonly voiceStates: VoiceStates;
  readonly #keys: RedisKeys;
  readonly #workerId: string;

  private constructor(
    keys: RedisKeys,
    workerId: string,
    sessions: GatewaySessions,
    voiceStates: VoiceStates,
  ) {
    this.#keys = keys;
    this.#workerId = workerId;
    this.sessions = sessions;
    this.voiceStates = voiceStates;
  }

  /**
   * Where something can't be read the bot identifies anew, which tells it all voice states: a RESUME tells those that changed, and a
   * session whose listeners are unknown would end for want of any.
   */
  static async load(
    redis: Redis,
    keys: RedisKeys,
    workerId: string,
    reader: InputReader,
  ): Promise<PersistedGateway> {
    const [sessions, states] = await Promise.all([
      redis.hget(keys.gateway(workerId), SESSIONS_FIELD),
      redis.hgetall(keys.voiceStates(workerId)),
    ]);
    const voiceStates = new VoiceStates();
    const unreadable: string[] = [];
    for (const [guildId, text] of Object.entries(states)) {
      const read = readLeniently(voiceSnapshot, jsonOf(text));
      if (read) voiceStates.replace(guildId, read.value);
      else {
        unreadable.push(guildId);
        reader.reject('voice states', 'are unreadable');
      }
    }
    voiceStates.takeChanged();
    voiceStates.markChanged(unreadable);
    const resumable = unreadable.length === 0 ? sessions : null;
    return new PersistedGateway(keys, workerId, GatewaySessions.parse(resumable, reader), voiceStates);
  }

  /**
   * Writes what changed since the last call; what can't be written now is written by the next call. In parts, the sessions
   * last: of an older sequence more is replayed, of a newer one something would be missed.
   */
  async persist(write: (writes: readonly Write[]) => Promise<void>): Promise<void> {
    const states = this.#keys.voiceStates(this.#workerId);
    const changed = this.voiceStates.takeChanged();
    const serialized = this.sessions.takeDirty() ? this.sessions.serialize() : null;
    try {
      for (let at = 0; at < changed.length; at += PART) {
        await write(changed.slice(at, at + PART).map((guildId) => this.#snapshotWrite(states, guildId)));
      }
      if (serialized !== null) {
        await write([['HSET', this.#keys.gateway(this.#workerId), SESSIONS_FIELD, serialized]]);
      }
    } catch (error) {
      this.voiceStates.markChanged(changed);
      this.sessions.markDirty();
      throw error;
    }
  }

  #snapshotWrite(key: string, guildId: string): Write {
    const presences = this.voiceStates.snapshot(guildId);
    const empty = Object.keys(presences).length === 0;
    return empty ? ['HDEL', key, guildId] : ['HSET', key, guildId, JSON.stringify(presences)];
  }
}
