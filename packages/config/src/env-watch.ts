import { isDeepStrictEqual } from 'node:util';
import { classify, systemClock } from '@anankor/core';
import type { AnankorError, Clock, Service } from '@anankor/core';

export interface EnvWatchOptions<Config extends object> {
  /** What was loaded at the start. */
  config: Config;
  /** Loads the environment once more, from where it came at the start. */
  load(signal: AbortSignal): Promise<Config>;
  /** Milliseconds between two loads. */
  everyMs: number;
  /** Each time it was loaded, with what is another than before: the config's keys, never their values. */
  onLoaded(config: Config, changed: readonly (keyof Config & string)[]): void;
  /** It could not be loaded, or `onLoaded` threw: what was loaded before stays. Called once for a row of like failures. */
  onFailed(error: AnankorError): void;
  /** Loads at once on SIGHUP, too. */
  host?: {
    on(signal: 'SIGHUP', listener: () => void): unknown;
    off(signal: 'SIGHUP', listener: () => void): unknown;
  };
  clock?: Clock;
}

/**
 * Where a process listens for SIGHUP, as `EnvWatch` and whoever makes one take it. In a terminal nowhere: there it says that the
 * terminal is closed, and what runs in it is to end.
 */
export function hangUps<Host extends { stdin: { isTTY?: boolean } }>(host: Host): { host?: Host } {
  return host.stdin.isTTY === true ? {} : { host };
}

/** Loads the environment again and again while a process runs, so that a rotated credential comes through without a restart. */
export class EnvWatch<Config extends object> implements Service {
  readonly name = 'environment';
  readonly #options: EnvWatchOptions<Config>;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  #asked = false;
  #config: Config;
  #failure = '';

  constructor(options: EnvWatchOptions<Config>) {
    this.#options = options;
    this.#config = options.config;
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
        this.#options.onLoaded(config, changedKeys(this.#config, config));
        this.#config = config;
        this.#failure = '';
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

function changedKeys<Config extends object>(before: Config, after: Config): (keyof Config & string)[] {
  const keys = Object.keys({ ...before, ...after }) as (keyof Config & string)[];
  return keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
}
