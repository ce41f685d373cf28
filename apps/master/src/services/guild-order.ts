import { within } from '@anankor/core';

/** One interaction's place among those of its guild. */
export interface Turn {
  /** Resolves when everything that came before it is on its way, or the patience is over. */
  ready(): Promise<void>;
  /** Lets the next one go. Idempotent. */
  done(): void;
}

/**
 * The order of typing, kept while commands of a guild are worked on side by side: each takes a turn as it arrives, defers and
 * claims at once, and waits for its turn only before it goes on the stream.
 */
export class GuildOrder {
  readonly #patienceMs: number;
  readonly #last = new Map<string, Promise<void>>();

  /** `patienceMs`: how long one command may hold up those behind it. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  take(guildId: string): Turn {
    const before = this.#last.get(guildId) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const all = Promise.all([before, promise]).then(() => {
      if (this.#last.get(guildId) === all) this.#last.delete(guildId);
    });
    this.#last.set(guildId, all);
    return { ready: () => within(before, this.#patienceMs, undefined), done: () => resolve(undefined) };
  }
}
