import { AnankorError } from '@anankor/core';
import type { Clock } from '@anankor/core';

export interface NodeWatchOptions {
  /** Milliseconds of silence after which the node is asked; a node that plays says something every 5 s. */
  silentMs: number;
  /** A request that any living node answers, within a few seconds; what it answers does not matter. */
  ask(): Promise<unknown>;
  /** It does not answer either, and was last heard at `heardAt`, milliseconds since the epoch. Called once. */
  onDead(heardAt: number): void;
  clock: Clock;
}

/**
 * Notices a node that is gone while its socket stands open: its process hangs, or its host is lost. Lavalink never pings, and
 * TCP by itself needs minutes to tell.
 */
export class NodeWatch {
  readonly #options: NodeWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #heardAt: number;
  #asking = false;

  constructor(options: NodeWatchOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
    this.#timer = setInterval(() => void this.#look(), options.silentMs / 4);
  }

  /** Whatever the node sends. */
  heard(): void {
    this.#heardAt = this.#options.clock.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { silentMs, ask, onDead, clock } = this.#options;
    const heardAt = this.#heardAt;
    if (this.#asking || clock.now() - heardAt < silentMs) return;
    this.#asking = true;
    const answered = await ask().then(
      () => true,
      (thrown: unknown) => !(thrown instanceof AnankorError && thrown.code === 'LAVALINK_UNAVAILABLE'),
    );
    this.#asking = false;
    if (answered) this.heard();
    // A socket that spoke meanwhile, after this process itself had stood still, is not dead.
    if (answered || this.#heardAt !== heardAt) return;
    this.stop();
    onDead(heardAt);
  }
}
