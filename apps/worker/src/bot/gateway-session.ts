import { jsonOf, storedShape } from '@anankor/schemas';
import type { InputReader, StoredValue } from '@anankor/schemas';
import { z } from 'zod';

/** One shard's gateway session, as RESUME needs it. The key names are those of @discordjs/ws. */
export const shardSession = storedShape(1, {
  sessionId: z.string(),
  sequence: z.number().int(),
  resumeURL: z.url({ protocol: /^wss?$/ }),
  shardId: z.number().int(),
  shardCount: z.number().int(),
});
export type ShardSession = StoredValue<typeof shardSession>;

/**
 * The gateway sessions of a bot, shard by shard, in memory. `updateSessionInfo` of @discordjs/ws is awaited on every
 * dispatch, so nothing is written to Redis there; a scheduler persists `serialize()` when `dirty`. On hand-over the library
 * nulls the session as it closes, which `freeze` makes us ignore: the successor resumes what we had.
 */
export class GatewaySessions {
  readonly #shards = new Map<number, ShardSession>();
  #dirty = false;
  #frozen = false;

  /** What an earlier owner of the token stored; a shard that can't be read has none, which means IDENTIFY. */
  static parse(text: string | null, reader: InputReader): GatewaySessions {
    const sessions = new GatewaySessions();
    if (text === null) return sessions;
    const stored = jsonOf(text);
    const shards: unknown[] =
      typeof stored === 'object' && stored !== null ? Object.values(stored) : [stored];
    for (const shard of shards) {
      const session = shardSession.parse(shard)?.value;
      if (session) sessions.#shards.set(session.shardId, session);
      else reader.reject('gateway sessions', 'is unreadable');
    }
    return sessions;
  }

  get(shardId: number): ShardSession | null {
    return this.#shards.get(shardId) ?? null;
  }

  /** The shard count of the stored sessions; a session can be resumed under this count only. */
  get shardCount(): number | null {
    return this.#shards.values().next().value?.shardCount ?? null;
  }

  get resumeUrl(): string | null {
    return this.#shards.values().next().value?.resumeURL ?? null;
  }

  update(shardId: number, session: ShardSession | null): void {
    if (this.#frozen) return;
    this.#dirty = true;
    if (session) this.#shards.set(shardId, session);
    else this.#shards.delete(shardId);
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** Whether anything changed since the last call; resets. */
  takeDirty(): boolean {
    const dirty = this.#dirty;
    this.#dirty = false;
    return dirty;
  }

  markDirty(): void {
    this.#dirty = true;
  }

  serialize(): string {
    const shards = [...this.#shards].map(([id, session]) => [id, shardSession.stamp(session)] as const);
    return JSON.stringify(Object.fromEntries(shards));
  }
}
