import { backoffDelay, classify } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import { context } from '@anankor/telemetry';

export interface ReconcilerOptions {
  /** One pass: compares what is wanted with what is, and sends only the difference. Idempotent. */
  pass(): Promise<void>;
  clock: Clock;
  signal: AbortSignal;
  onError(error: AnankorError): void;
}

const retryPolicy = { initialMs: 250, maxMs: 5_000 };

/**
 * Runs a guild's reconcile passes one at a time, outside the lane, so that no command waits for Lavalink. A poke during a pass
 * causes one more pass afterwards, however many pokes there were. A failed pass is tried again with backoff until it
 * succeeds or the owner is gone.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  #wanted = 0;
  #reached = 0;
  #running = false;
  /** Of whoever asked last: what a pass does belongs to that trace. */
  #context = context.active();
  #waiters: { version: number; resolve: () => void }[] = [];

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Asks for a pass. Resolves once a pass that began after this call succeeded. */
  poke(): Promise<void> {
    const version = ++this.#wanted;
    this.#context = context.active();
    const settled = new Promise<void>((resolve) => this.#waiters.push({ version, resolve }));
    if (!this.#running) void this.#run();
    return settled;
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { pass, clock, signal, onError } = this.#options;
    let attempt = 0;
    while (this.#reached < this.#wanted && !signal.aborted) {
      const target = this.#wanted;
      try {
        await context.with(this.#context, pass);
        attempt = 0;
        this.#reached = target;
        this.#waiters = this.#waiters.filter((waiter) => waiter.version > target || waiter.resolve());
      } catch (thrown) {
        const error = classify(thrown);
        onError(error);
        if (error.kind === 'fatal') break;
        attempt += 1;
        await clock.sleep(backoffDelay(retryPolicy, attempt), signal).catch(() => undefined);
      }
    }
    this.#running = false;
  }
}
