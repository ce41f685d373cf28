import { scripts } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { jsonOf } from '@anankor/schemas';
import type { APIInteraction } from 'discord-api-types/v10';
import type { InputReader } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { readInteraction } from '../bot/read-interaction.ts';

/** Longer than any replica waits before it looks after an interaction again. */
const REMEMBERED_MS = 60_000;
/** The life of an interaction's token; past it nobody can answer any more. */
export const INTERACTION_LIFE_MS = 15 * 60_000;
/** How long a guild stays with a replica after its last interaction. */
const STICKY_MS = 30_000;
/** Guilds let go of by one script, which holds up everybody else's requests. */
const RELEASED_AT_ONCE = 200;
const SETTLED = 'settled';

export interface Election {
  acts: boolean;
  /** The replica that the guild is with. */
  holder: string;
}

export type StandIn = { outcome: 'settled' } | { outcome: 'taken' } | { outcome: 'left'; holder: string };

/**
 * Which replica acts on an interaction that all of them receive. The winner defers at once; the conditional put in
 * DynamoDB stays the authority. A guild stays with one replica, so that its commands reach the stream in the order of
 * typing. Until `settle` says that it is claimed in DynamoDB or answered, the interaction is kept, so that another
 * replica, or the successor of a single one, goes on where a winner died.
 */
export class ReplicaElection {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #replicaId: string;
  readonly #reader: InputReader;
  /** Guilds that are with this replica, and until when; the one that was quiet for longest comes first. */
  readonly #held = new Map<string, number>();

  /** `reader`: of source `redis`. */
  constructor(redis: Redis, keys: RedisKeys, replicaId: string, reader: InputReader) {
    this.#redis = redis;
    this.#keys = keys;
    this.#replicaId = replicaId;
    this.#reader = reader;
  }

  /** `acts` for exactly one replica, after one request: the member waits for it. With `keep`, the interaction is there for others until it is settled. */
  async win(interaction: APIInteraction, guildId: string, keep: boolean): Promise<Election> {
    const { id } = interaction;
    const kept = keep
      ? [JSON.stringify(interaction), INTERACTION_LIFE_MS, id]
      : [this.#replicaId, REMEMBERED_MS, ''];
    const answer = await scripts.electReplica.run(this.#redis, this.#keysOf(id, guildId), [
      this.#replicaId,
      STICKY_MS,
      ...kept,
      Date.now(),
    ]);
    const [acts, holder] = answer as [number, string];
    this.#note(guildId, holder);
    return { acts: acts === 1, holder };
  }

  /**
   * The guild is this replica's from now on, if it is with nobody or still with `silent`, which did not act on the
   * interaction. Otherwise somebody stood in before: the interaction is theirs, until they are silent as well.
   */
  async standIn(interaction: APIInteraction, guildId: string, silent: string): Promise<StandIn> {
    const { id } = interaction;
    const answer = await scripts.standIn.run(this.#redis, this.#keysOf(id, guildId), [
      this.#replicaId,
      silent,
      STICKY_MS,
      JSON.stringify(interaction),
      INTERACTION_LIFE_MS,
      id,
      Date.now(),
    ]);
    const holder = answer as string;
    if (holder === '') return { outcome: 'settled' };
    this.#note(guildId, holder);
    return holder === this.#replicaId ? { outcome: 'taken' } : { outcome: 'left', holder };
  }

  /** Lets go of every guild, for a replica that acts no more. Resolves to their number. */
  async release(): Promise<number> {
    const guilds = [...this.#held.keys()];
    this.#held.clear();
    let released = 0;
    while (guilds.length > 0) {
      const batch = guilds.splice(0, RELEASED_AT_ONCE).map((guildId) => this.#keys.guildReplica(guildId));
      released += (await scripts.releaseGuilds.run(this.#redis, batch, [this.#replicaId])) as number;
    }
    return released;
  }

  async settle(interactionId: string): Promise<void> {
    await this.#redis
      .multi()
      .set(this.#keys.interaction(interactionId), SETTLED, 'PX', REMEMBERED_MS)
      .zrem(this.#keys.openInteractions(), interactionId)
      .exec();
  }

  /**
   * Interactions that were won more than `olderThanMs` ago and never settled: whoever won them is gone. One that can't be read is
   * forgotten, or it would be found again and again before the others.
   */
  async abandoned(olderThanMs: number): Promise<APIInteraction[]> {
    const open = this.#keys.openInteractions();
    const ids = await this.#redis.zrangebyscore(open, '-inf', Date.now() - olderThanMs, 'LIMIT', 0, 50);
    const texts = ids.length > 0 ? await this.#redis.mget(ids.map((id) => this.#keys.interaction(id))) : [];
    const read = texts.map((text) => this.#read(text));
    const left = read.filter((interaction) => interaction !== null);
    // What is settled, or can't be read by anybody, is open no more.
    const over = ids.filter((_id, index) => read[index] === null);
    if (over.length > 0) await this.#redis.zrem(open, ...over);
    return left;
  }

  /** Null where it is settled, or nobody can read it. */
  #read(text: string | null): APIInteraction | null {
    if (text === null || text === SETTLED) return null;
    return readInteraction(jsonOf(text), this.#reader) ?? null;
  }

  #keysOf(interactionId: string, guildId: string): string[] {
    return [
      this.#keys.guildReplica(guildId),
      this.#keys.interaction(interactionId),
      this.#keys.openInteractions(),
    ];
  }

  #note(guildId: string, holder: string): void {
    this.#held.delete(guildId);
    if (holder !== this.#replicaId) return;
    const now = Date.now();
    this.#held.set(guildId, now + STICKY_MS);
    for (const [guild, until] of this.#held) {
      if (until > now) break;
      this.#held.delete(guild);
    }
  }
}
