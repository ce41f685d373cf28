/** An entry whose guild has its share in hand. Its fields stay on the stream until its turn comes. */
export interface WaitingEntry {
  id: string;
  deliveries: number;
  redelivered: boolean;
}

interface Guild {
  /** Places taken. */
  inHand: number;
  waiting: WaitingEntry[];
  /** Whether entries are on their way from the stream: what comes meanwhile queues up behind them. */
  fetching: boolean;
}

/**
 * Fairness between guilds: each has so many places, and what comes beyond them waits in the order of the stream. So a
 * guild's flood is read past, at the cost of an id an entry (some 100 bytes), instead of standing before all others.
 */
export class GuildShares {
  /** Places of one guild; at least one. */
  readonly #share: number;
  readonly #guilds = new Map<string, Guild>();
  #waiting = 0;

  constructor(share: number) {
    this.#share = Math.max(1, Math.floor(share));
  }

  /** Entries that wait, of all guilds. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a place; false where the guild has none left, and the entry waits. */
  take(guildId: string, entry: WaitingEntry): boolean {
    let guild = this.#guilds.get(guildId);
    if (!guild) this.#guilds.set(guildId, (guild = { inHand: 0, waiting: [], fetching: false }));
    if (!guild.fetching && guild.waiting.length === 0 && guild.inHand < this.#share) {
      guild.inHand++;
      return true;
    }
    guild.waiting.push(entry);
    this.#waiting++;
    return false;
  }

  /**
   * Gives a place back. Once half of the share is free, the entries whose turn it is come back, with places taken for
   * them: `fetched` is to follow when they are handed over.
   */
  free(guildId: string): WaitingEntry[] {
    const guild = this.#guilds.get(guildId);
    if (!guild) return [];
    guild.inHand--;
    return this.#next(guildId, guild);
  }

  /** The entries on their way have arrived. Returns those that follow at once, as `free` does. */
  fetched(guildId: string): WaitingEntry[] {
    const guild = this.#guilds.get(guildId);
    if (!guild) return [];
    guild.fetching = false;
    return this.#next(guildId, guild);
  }

  #next(guildId: string, guild: Guild): WaitingEntry[] {
    if (guild.fetching || guild.inHand > this.#share / 2) return [];
    if (guild.waiting.length === 0) {
      if (guild.inHand === 0) this.#guilds.delete(guildId);
      return [];
    }
    const next = guild.waiting.splice(0, this.#share - guild.inHand);
    this.#waiting -= next.length;
    guild.inHand += next.length;
    guild.fetching = true;
    return next;
  }
}
