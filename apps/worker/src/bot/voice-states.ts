import { everyGuild } from './shard-of.ts';
import type { GuildFilter } from './shard-of.ts';

/** A member in a voice channel, as a session needs it. */
export interface VoicePresence {
  channelId: string;
  /** Bots are no listeners. */
  bot: boolean;
  /** Deafened by themselves or by the server. */
  deaf: boolean;
}

/** One guild's voice states in the form that is persisted: user id → presence. */
export type VoiceSnapshot = Record<string, VoicePresence>;

/**
 * Who sits in which voice channel, for every guild that has anybody in one. Kept by hand because a discord.js client with
 * its caches costs three times the memory at ten thousand guilds. RESUME replays only what was missed, so the snapshot of
 * guilds with a session is persisted together with the gateway sequence, and `changed` names what to write.
 */
export class VoiceStates {
  readonly #guilds = new Map<string, Map<string, VoicePresence>>();
  readonly #changed = new Set<string>();

  /** A member joined, moved, changed or (channelId null) left. Tells whether anything a session cares about changed. */
  update(
    guildId: string,
    userId: string,
    presence: { channelId: string | null; bot: boolean; deaf: boolean },
  ): boolean {
    const members = this.#guilds.get(guildId);
    const before = members?.get(userId);
    const { channelId, bot, deaf } = presence;
    if (channelId === null) {
      if (!before) return false;
      members?.delete(userId);
      if (members?.size === 0) this.#guilds.delete(guildId);
    } else {
      if (before?.channelId === channelId && before.deaf === deaf && before.bot === bot) return false;
      const target = members ?? new Map<string, VoicePresence>();
      target.set(userId, { ...before, channelId, bot, deaf });
      if (!members) this.#guilds.set(guildId, target);
    }
    this.#changed.add(guildId);
    return true;
  }

  /** Replaces all that is known of a guild (GUILD_CREATE, or a snapshot of an earlier owner). */
  replace(guildId: string, snapshot: VoiceSnapshot): void {
    const entries = Object.entries(snapshot);
    if (entries.length === 0) return this.forget(guildId);
    this.#guilds.set(guildId, new Map(entries));
    this.#changed.add(guildId);
  }

  /** Of most guilds nothing is known, and so nothing changes. */
  forget(guildId: string): void {
    if (this.#guilds.delete(guildId)) this.#changed.add(guildId);
  }

  channelOf(guildId: string, userId: string): string | null {
    return this.#guilds.get(guildId)?.get(userId)?.channelId ?? null;
  }

  /** Ids of all users in a channel, bots included. */
  occupants(guildId: string, channelId: string): string[] {
    return [...(this.#guilds.get(guildId) ?? [])]
      .filter(([, presence]) => presence.channelId === channelId)
      .map(([userId]) => userId);
  }

  /** User ids in a channel who can hear the music: neither bots nor deafened. */
  listeners(guildId: string, channelId: string): string[] {
    return [...(this.#guilds.get(guildId) ?? [])]
      .filter(([, presence]) => presence.channelId === channelId && !presence.bot && !presence.deaf)
      .map(([userId]) => userId);
  }

  snapshot(guildId: string): VoiceSnapshot {
    return Object.fromEntries(this.#guilds.get(guildId) ?? []);
  }

  /** Forgets guilds: after an IDENTIFY, Discord tells all of them anew. */
  reset(of: GuildFilter = everyGuild): void {
    for (const guildId of this.#guilds.keys()) if (of(guildId)) this.forget(guildId);
  }

  markChanged(guildIds: Iterable<string>): void {
    for (const guildId of guildIds) this.#changed.add(guildId);
  }

  /** Guilds that changed since the last call; resets. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }
}
