import { sampleRate } from '../engine/format.ts';
import type { Filter } from './filter.ts';
import { equalizerBands } from './filter-settings.ts';

/** Centres of the bands in Hz, as Lavaplayer has them. */
export const bandCentres = [
  25, 40, 63, 100, 160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 10_000, 16_000,
];
/** Quality of a band two thirds of an octave wide. */
const quality = 2.145;

interface Band {
  gain: number;
  alpha: number;
  beta: number;
  gamma: number;
  /** Two outputs back, per channel. */
  history: [Float64Array, Float64Array];
}

/** Adds each band of the input back with its gain: -0.25 mutes a band, 0 leaves it, 1 is five times (+14 dB). */
export class Equalizer implements Filter {
  readonly #bands: Band[];
  readonly #inputs: [Float64Array, Float64Array] = [new Float64Array(2), new Float64Array(2)];

  constructor(settings: readonly { band: number; gain: number }[]) {
    const gains = new Array<number>(equalizerBands).fill(0);
    for (const { band, gain } of settings) gains[band] = Math.min(1, Math.max(-0.25, gain));
    this.#bands = gains.flatMap((gain, index) => (gain === 0 ? [] : [band(bandCentres[index] ?? 0, gain)]));
  }

  process(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i++) {
      const inputs = this.#inputs[(i & 1) as 0 | 1];
      const x = samples[i] ?? 0;
      const difference = x - (inputs[1] ?? 0);
      let sum = 0.25 * x;
      for (const { gain, alpha, beta, gamma, history } of this.#bands) {
        const past = history[(i & 1) as 0 | 1];
        const y = alpha * difference + gamma * (past[0] ?? 0) - beta * (past[1] ?? 0);
        past[1] = past[0] ?? 0;
        past[0] = y;
        sum += y * gain;
      }
      inputs[1] = inputs[0] ?? 0;
      inputs[0] = x;
      samples[i] = sum * 4;
    }
  }
}

function band(centre: number, gain: number): Band {
  const angle = (2 * Math.PI * centre) / sampleRate;
  const width = Math.tan(angle / (2 * quality));
  const beta = (1 - width) / (1 + width);
  return {
    gain,
    beta,
    alpha: (1 - beta) / 2,
    gamma: (1 + beta) * Math.cos(angle),
    history: [new Float64Array(2), new Float64Array(2)],
  };
}
