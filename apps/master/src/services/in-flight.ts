/** Work that was begun and is waited for before the process leaves. */
export class InFlight {
  readonly #running = new Set<Promise<void>>();

  /** Runs it without waiting; its failures are for the work itself to handle. */
  add(work: Promise<void>): void {
    const settled = work.catch(() => undefined).finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }

  get size(): number {
    return this.#running.size;
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
