export interface LoadGateOptions {
  /** Loads that may be under way at once, at least 1; asked each time. */
  capacity(): number;
  /** The same for one guild. */
  perGuild: number;
  /** Loads of one guild that may wait. */
  waitingPerGuild: number;
  /** Milliseconds one may wait. */
  waitMs: number;
}

interface Waiting {
  enter(entered: boolean): void;
  timer: NodeJS.Timeout;
}

/**
 * Lets a few loads at once through. Guilds take turns: one that wants many holds up itself alone. Lavalink works on a load to its end
 * even where nobody waits for it any more, so a handful of slow ones would take all of a node's threads.
 */
export class LoadGate {
  readonly #options: LoadGateOptions;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #running = new Map<string, number>();
  #total = 0;

  constructor(options: LoadGateOptions) {
    this.#options = options;
  }

  /** False: too many of the guild wait, or it waited too long. After true, `leave` must be called. */
  async enter(guildId: string): Promise<boolean> {
    const { waitingPerGuild, waitMs } = this.#options;
    const queue = this.#waiting.get(guildId) ?? [];
    if (queue.length >= waitingPerGuild) return false;
    return new Promise<boolean>((resolve) => {
      const waiting: Waiting = {
        enter: resolve,
        timer: setTimeout(() => {
          this.#drop(guildId, waiting);
          resolve(false);
        }, waitMs),
      };
      this.#waiting.set(guildId, [...queue, waiting]);
      this.#next();
    });
  }

  /** `holdMs`: the guild itself gets its place back only then; the node still works on what was given up. */
  leave(guildId: string, holdMs = 0): void {
    this.#total -= 1;
    if (holdMs > 0) setTimeout(() => this.#release(guildId), holdMs).unref();
    else this.#release(guildId);
    this.#next();
  }

  #release(guildId: string): void {
    const left = (this.#running.get(guildId) ?? 1) - 1;
    if (left > 0) this.#running.set(guildId, left);
    else this.#running.delete(guildId);
    this.#next();
  }

  #next(): void {
    const { capacity, perGuild } = this.#options;
    while (this.#total < Math.max(1, capacity())) {
      const turn = [...this.#waiting].find(([guildId]) => (this.#running.get(guildId) ?? 0) < perGuild);
      const first = turn?.[1][0];
      if (turn === undefined || first === undefined) return;
      const [guildId] = turn;
      clearTimeout(first.timer);
      this.#drop(guildId, first);
      this.#total += 1;
      this.#running.set(guildId, (this.#running.get(guildId) ?? 0) + 1);
      first.enter(true);
    }
  }

  /** The guild's next one goes behind those of the others. */
  #drop(guildId: string, waiting: Waiting): void {
    const rest = (this.#waiting.get(guildId) ?? []).filter((other) => other !== waiting);
    this.#waiting.delete(guildId);
    if (rest.length > 0) this.#waiting.set(guildId, rest);
  }
}
