/**
 * Gathers items and hands them over in batches: what comes in during one turn of the event loop goes out together, and
 * while a batch is under way the next one grows. So the load sets the size of the batches, and there is one at a time.
 */
export class Batcher<Item> {
  readonly #flush: (items: Item[]) => Promise<void>;
  readonly #limit: number;
  #items: Item[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  /** `flush` must not reject: it settles its items itself. `limit`: most items of one batch. */
  constructor(flush: (items: Item[]) => Promise<void>, limit: number) {
    this.#flush = flush;
    this.#limit = limit;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => void this.#run());
  }

  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void> {
    return this.#running ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #run(): Promise<void> {
    while (this.#items.length > 0) {
      const rest = this.#items.length > this.#limit ? this.#items.splice(this.#limit) : [];
      const batch = this.#items;
      this.#items = rest;
      await this.#flush(batch);
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
