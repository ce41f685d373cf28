import type { Clock } from '@anankor/core';
import type { MoveTiming } from './move-timing.ts';

/** A session that went to another worker. */
export interface Departure {
  to: string;
  moveId: string;
}

/** Sessions of one guild that went to other workers a moment ago, by the voice channel they were in. Kept in memory alone. */
export class Departures {
  readonly #clock: Clock;
  readonly #timing: Pick<MoveTiming, 'stragglersMs'>;
  readonly #byChannel = new Map<string, Departure & { until: number }>();

  constructor(clock: Clock, timing: Pick<MoveTiming, 'stragglersMs'>) {
    this.#clock = clock;
    this.#timing = timing;
  }

  get none(): boolean {
    for (const channelId of this.#byChannel.keys()) this.of(channelId);
    return this.#byChannel.size === 0;
  }

  add(channelId: string, departure: Departure): void {
    this.#byChannel.set(channelId, { ...departure, until: this.#clock.now() + this.#timing.stragglersMs });
  }

  of(channelId: string): Departure | undefined {
    const departure = this.#byChannel.get(channelId);
    if (departure && this.#clock.now() > departure.until) this.forget(channelId);
    return this.#byChannel.get(channelId);
  }

  forget(channelId: string): void {
    this.#byChannel.delete(channelId);
  }
}
