import { backoffDelay, classify } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import { context } from '@anankor/telemetry';

export interface ReconcilerOptions {
  /** One pass: compares what is wanted with what is, and sends only the difference. Idempotent. Answers true where there was anything to do. */
  pass(): Promise<boolean | void>;
  clock: Clock;
  signal: AbortSignal;
  onError(error: AnankorError): void;
  /** Passes follow each other that do something each time: from here on they are slowed down. */
  onBrake?(): void;
}

const retryPolicy = { initialMs: 250, maxMs: 5_000 };
/** Passes in a row that may find something to do, no command in between, before what they do counts as without effect. */
const FREE_PASSES = 8;
/** Waits after a failure in a row that a poke may cut short. */
const SHORT_WAITS = 2;

/**
 * Runs a guild's reconcile passes one at a time, outside the lane, so that no command waits for Lavalink. A poke during a pass
 * causes one more pass afterwards, however many pokes there were. A failed pass is tried again with backoff until it
 * succeeds or the owner is gone; a poke ends the first waits, as what it failed for may be over: the node was lost, and there is
 * another. Passes that find something to do each time have no effect on what they see, or repair what something else breaks again: they are slowed down until one finds nothing to do or a command asks for one.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  #wanted = 0;
  #reached = 0;
  #running = false;
  /** Passes in a row that found something to do, and when the last ended. */
  #busy = 0;
  #endedAt = 0;
  #brake = new AbortController();
  #waiting = new AbortController();
  /** Of whoever asked last: what a pass does belongs to that trace. */
  #context = context.active();
  #waiters: { version: number; resolve: () => void }[] = [];

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Asks for a pass. Resolves once a pass that began after this call succeeded. One that a command asks for is not slowed down. */
  poke(by: 'command' | 'event' = 'event'): Promise<void> {
    if (by === 'command') {
      this.#busy = 0;
      this.#brake.abort();
    }
    const version = ++this.#wanted;
    this.#context = context.active();
    const settled = new Promise<void>((resolve) => this.#waiters.push({ version, resolve }));
    if (!this.#running) void this.#run();
    else this.#waiting.abort();
    return settled;
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { pass, clock, signal, onError } = this.#options;
    let attempt = 0;
    while (this.#reached < this.#wanted && !signal.aborted) {
      if (this.#busy > FREE_PASSES) await this.#slowDown();
      const target = this.#wanted;
      try {
        const busy = await context.with(this.#context, pass);
        this.#busy = busy === true ? this.#busy + 1 : 0;
        this.#endedAt = clock.monotonic();
        attempt = 0;
        this.#reached = target;
        this.#waiters = this.#waiters.filter((waiter) => waiter.version > target || waiter.resolve());
      } catch (thrown) {
        const error = classify(thrown);
        onError(error);
        if (error.kind === 'fatal') break;
        attempt += 1;
        this.#waiting = new AbortController();
        const woken = attempt > SHORT_WAITS ? signal : AbortSignal.any([signal, this.#waiting.signal]);
        await clock.sleep(backoffDelay(retryPolicy, attempt), woken).catch(() => undefined);
      }
    }
    this.#running = false;
  }

  async #slowDown(): Promise<void> {
    const { clock, signal, onBrake } = this.#options;
    const slow = this.#busy - FREE_PASSES;
    const waitMs = backoffDelay(retryPolicy, slow) - (clock.monotonic() - this.#endedAt);
    if (waitMs <= 0) return;
    if (slow === 1) onBrake?.();
    this.#brake = new AbortController();
    await clock.sleep(waitMs, AbortSignal.any([signal, this.#brake.signal])).catch(() => undefined);
  }
}
