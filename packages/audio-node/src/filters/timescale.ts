import { SampleQueue } from './sample-queue.ts';
import { TimeStretch } from './time-stretch.ts';
import type { FilterSettings } from './filter-settings.ts';

/**
 * Lavalink's timescale. `speed` changes the tempo alone, `pitch` the pitch alone, `rate` both; made of a tempo change
 * by speed / pitch and a resampling by rate × pitch. Takes and gives different numbers of samples.
 */
export class Timescale {
  readonly #stretch: TimeStretch | undefined;
  readonly #step: number;
  readonly #input = new SampleQueue();
  readonly #output = new SampleQueue();
  #phase = 0;

  constructor({ speed, pitch, rate }: NonNullable<FilterSettings['timescale']>) {
    const tempo = speed / pitch;
    this.#step = rate * pitch;
    this.#stretch = Math.abs(tempo - 1) < 1e-6 ? undefined : new TimeStretch(tempo);
  }

  /** Sample pairs that can be taken. */
  get available(): number {
    return this.#output.pairs;
  }

  push(samples: Float32Array): void {
    if (!this.#stretch) {
      this.#input.push(samples);
    } else {
      this.#stretch.push(samples);
      this.#input.push(this.#stretch.output.take(this.#stretch.output.pairs));
    }
    this.#resample();
  }

  take(pairs: number): Float32Array {
    return this.#output.take(pairs);
  }

  #resample(): void {
    const input = this.#input.peek(this.#input.pairs);
    const last = input.length / 2 - 1;
    const count = Math.max(0, Math.ceil((last - this.#phase) / this.#step));
    const output = new Float32Array(count * 2);
    let at = this.#phase;
    for (let i = 0; i < count; i++) {
      const index = Math.floor(at);
      const share = at - index;
      for (let channel = 0; channel < 2; channel++) {
        const a = input[2 * index + channel] ?? 0;
        const b = input[2 * index + 2 + channel] ?? 0;
        output[2 * i + channel] = a + (b - a) * share;
      }
      at += this.#step;
    }
    const used = Math.min(Math.floor(at), this.#input.pairs);
    this.#input.drop(used);
    this.#phase = at - used;
    this.#output.push(output);
  }
}
