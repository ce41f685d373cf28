import { classify, systemClock } from '@anankor/core';
import type { AnankorError, Clock, Service } from '@anankor/core';

export interface EnvWatchOptions<Config> {
  /** Loads the environment once more, from where it came at the start. */
  load(signal: AbortSignal): Promise<Config>;
  /** Milliseconds between two loads. */
  everyMs: number;
  /** Each time it was loaded, changed or not. */
  onLoaded(config: Config): void;
  /** It could not be loaded, or is invalid now: what was loaded before stays. Called once for a row of like failures. */
  onFailed(error: AnankorError): void;
  /** Loads at once on SIGHUP, too. */
  host?: {
    on(signal: 'SIGHUP', listener: () => void): unknown;
    off(signal: 'SIGHUP', listener: () => void): unknown;
  };
  clock?: Clock;
}

/** Loads the environment again and again while a process runs, so that a rotated credential comes through without a restart. */
export class EnvWatch<Config> implements Service {
  readonly name = 'environment';
  readonly #options: EnvWatchOptions<Config>;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  #asked = false;
  #failure = '';

  constructor(options: EnvWatchOptions<Config>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async start(): Promise<void> {
    this.#options.host?.on('SIGHUP', this.reload);
    this.#running = this.#run();
  }

  /** Loads at once; during a load, once more after it. */
  readonly reload = (): void => {
    this.#asked = true;
    this.#wake?.();
  };

  async stop(): Promise<void> {
    this.#options.host?.off('SIGHUP', this.reload);
    this.#over.abort(new Error('the environment is watched no more'));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#over;
    while (await this.#due()) {
      try {
        const config = await this.#options.load(signal);
        if (signal.aborted) return;
        this.#failure = '';
        this.#options.onLoaded(config);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = classify(thrown);
        if (error.message !== this.#failure) this.#options.onFailed(error);
        this.#failure = error.message;
      }
    }
  }

  /** Waits for the next load; false when the watch is over. */
  async #due(): Promise<boolean> {
    const { signal } = this.#over;
    if (!this.#asked && !signal.aborted) {
      const awake = new AbortController();
      this.#wake = () => {
        awake.abort();
      };
      await this.#clock
        .sleep(this.#options.everyMs, AbortSignal.any([signal, awake.signal]))
        .catch(() => undefined);
      this.#wake = undefined;
    }
    this.#asked = false;
    return !signal.aborted;
  }
}
