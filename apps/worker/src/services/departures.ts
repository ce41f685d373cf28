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
    return [...this.#byChannel.values()].every((departure) => this.#over(departure));
  }

  add(channelId: string, departure: Departure): void {
    this.#byChannel.set(channelId, { ...departure, until: this.#clock.now() + this.#timing.stragglersMs });
  }

  of(channelId: string): Departure | undefined {
    const departure = this.#byChannel.get(channelId);
    return departure && !this.#over(departure) ? departure : undefined;
  }

  forget(channelId: string): void {
    this.#byChannel.delete(channelId);
  }

  #over({ until }: { until: number }): boolean {
    return this.#clock.now() > until;
  }
}
