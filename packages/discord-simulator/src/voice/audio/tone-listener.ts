import { Decoder } from '@evan/opus';
import { ToneEstimator, type Tone } from './tone-estimator.ts';

/** `all` decodes every frame; `sampled` every other 100 ms, for half the cost. */
export type DecodeMode = 'all' | 'sampled';

const SAMPLE_RATE = 8_000;
const FRAME_SAMPLES = (SAMPLE_RATE * 20) / 1000;
const WINDOW_FRAMES = 5;
/** Frames farther apart than this don't share a window. */
const WINDOW_BREAK_MS = 100;

/** A tone with the arrival of the first and the last frame of its window. */
export interface HeardTone extends Tone {
  readonly from: number;
  readonly to: number;
}

/** Decodes the Opus frames of one source and names the strongest frequency of each window of 100 ms. */
export class ToneListener {
  readonly #decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE });
  readonly #estimator = new ToneEstimator(SAMPLE_RATE, FRAME_SAMPLES * WINDOW_FRAMES);
  readonly #samples = new Float64Array(FRAME_SAMPLES * WINDOW_FRAMES);
  readonly #cycle: number;
  #frames = 0;
  #from = 0;
  #last = 0;

  constructor(mode: DecodeMode) {
    this.#cycle = mode === 'all' ? WINDOW_FRAMES : 2 * WINDOW_FRAMES;
  }

  /** @returns the window's tone when this frame completes one. Throws on what is not Opus. */
  hear(frame: Buffer, at: number): HeardTone | undefined {
    if (at - this.#last > WINDOW_BREAK_MS) this.pause();
    this.#last = at;
    const position = this.#frames;
    this.#frames = (position + 1) % this.#cycle;
    if (position >= WINDOW_FRAMES) return undefined;
    if (position === 0) this.#from = at;
    const pcm = this.#decoder.decode(frame);
    const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      const sample = 2 * i < view.byteLength ? view.getInt16(2 * i, true) / 32_768 : 0;
      this.#samples[position * FRAME_SAMPLES + i] = sample;
    }
    if (position !== WINDOW_FRAMES - 1) return undefined;
    return { ...this.#estimator.estimate(this.#samples), from: this.#from, to: at };
  }

  /** The frames so far belong to no window with those to come. */
  pause(): void {
    this.#frames = 0;
  }
}
