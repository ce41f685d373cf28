import type { Clock } from '@anankor/core';
import { LRUCache } from 'lru-cache';
import type { Gateway } from './gateway.ts';
import { everyGuild } from './shard-of.ts';
import type { GuildFilter } from './shard-of.ts';

/** How long Discord may take to answer a request before it is asked again, milliseconds. */
const PATIENCE_MS = 5_000;
/** Rejoins of one guild in so many milliseconds at most: credentials that are refused each time must not use up all sends. */
const MOST_REJOINS = 6;
const REJOINS_WITHIN_MS = 60_000;

/**
 * Asks Discord for a seat in a voice channel, and not again while the answer may be on its way: it comes in two halves, and
 * 120 sends a minute are all there are.
 */
export class VoiceSeats {
  readonly #gateway: Pick<Gateway, 'setVoiceChannel' | 'isUp'>;
  readonly #clock: Clock;
  readonly #asked = new Map<string, { channelId: string | null; at: number }>();

  /** When each guild was joined anew, those of the last minute. */
  readonly #rejoins = new LRUCache<string, readonly number[]>({ max: 10_000 });

  /** Leaves that were asked for and not told of yet, by their time: what they bring is nobody throwing the bot out. */
  readonly #leaving = new Map<string, number[]>();

  constructor(gateway: Pick<Gateway, 'setVoiceChannel' | 'isUp'>, clock: Clock) {
    this.#gateway = gateway;
    this.#clock = clock;
  }

  /** Whether Discord can be asked for a seat in the guild just now. */
  canAsk(guildId: string): boolean {
    return this.#gateway.isUp(guildId);
  }

  join(guildId: string, channelId: string): void {
    if (this.#mayAsk(guildId, channelId)) this.#gateway.setVoiceChannel(guildId, channelId);
  }

  /** Leaves first: Discord gives new voice credentials only then. The next pass asks again for what is too often now. */
  rejoin(guildId: string, channelId: string): void {
    const now = this.#clock.monotonic();
    const recent = (this.#rejoins.get(guildId) ?? []).filter((at) => now - at < REJOINS_WITHIN_MS);
    if (recent.length >= MOST_REJOINS || !this.#mayAsk(guildId, channelId)) return;
    this.#rejoins.set(guildId, [...recent, now]);
    this.#leave(guildId);
    this.#gateway.setVoiceChannel(guildId, channelId);
  }

  leave(guildId: string): void {
    if (this.#mayAsk(guildId, null)) this.#leave(guildId);
  }

  /** Discord told that the bot is in a channel: the credentials that belong to it follow. */
  seated(guildId: string, channelId: string): void {
    this.#asked.set(guildId, { channelId, at: this.#clock.monotonic() });
  }

  /** Discord told that the bot is in no channel: whether that was asked for. */
  left(guildId: string): boolean {
    const since = this.#clock.monotonic() - PATIENCE_MS;
    const [asked, ...others] = (this.#leaving.get(guildId) ?? []).filter((at) => at > since);
    if (others.length > 0) this.#leaving.set(guildId, others);
    else this.#leaving.delete(guildId);
    return asked !== undefined;
  }

  /** What was asked is void: the voice connection is gone. */
  forget(guildId: string): void {
    this.#asked.delete(guildId);
  }

  /** The same for the guilds whose gateway session is gone. */
  reset(of: GuildFilter = everyGuild): void {
    for (const guildId of this.#asked.keys()) if (of(guildId)) this.#asked.delete(guildId);
  }

  #leave(guildId: string): void {
    this.#leaving.set(guildId, [...(this.#leaving.get(guildId) ?? []), this.#clock.monotonic()]);
    this.#gateway.setVoiceChannel(guildId, null);
  }

  #mayAsk(guildId: string, channelId: string | null): boolean {
    const asked = this.#asked.get(guildId);
    const now = this.#clock.monotonic();
    if (asked && asked.channelId === channelId && now - asked.at < PATIENCE_MS) return false;
    this.#asked.set(guildId, { channelId, at: now });
    return true;
  }
}
