/** What was heard in one window. */
export interface Tone {
  /** Strongest frequency in Hz; NaN in silence. */
  readonly hz: number;
  /** Level in dB below full scale (a full-scale sine has -3). */
  readonly db: number;
}

const SILENT_BELOW_DB = -70;
const LOWEST_HZ = 50;

/**
 * Strongest frequency of a window of samples: Hann window, zero-padded FFT, parabola through the peak of the log
 * spectrum. Within 0.5 % for one tone between 100 Hz and a third of the sample rate in a window of 100 ms.
 */
export class ToneEstimator {
  readonly #sampleRate: number;
  readonly #window: Float64Array;
  readonly #size: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(sampleRate: number, windowLength: number) {
    this.#sampleRate = sampleRate;
    this.#size = 2 ** Math.ceil(Math.log2(windowLength));
    this.#window = Float64Array.from(
      { length: windowLength },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / windowLength),
    );
    this.#re = new Float64Array(this.#size);
    this.#im = new Float64Array(this.#size);
    const half = this.#size / 2;
    this.#cos = Float64Array.from({ length: half }, (_, i) => Math.cos((2 * Math.PI * i) / this.#size));
    this.#sin = Float64Array.from({ length: half }, (_, i) => -Math.sin((2 * Math.PI * i) / this.#size));
  }

  /** @param samples as many as `windowLength`, between -1 and 1. */
  estimate(samples: Float64Array): Tone {
    let energy = 0;
    this.#re.fill(0);
    this.#im.fill(0);
    for (const [i, weight] of this.#window.entries()) {
      const sample = samples[i] ?? 0;
      energy += sample * sample;
      this.#re[i] = sample * weight;
    }
    const db = 10 * Math.log10(energy / this.#window.length + 1e-12);
    return { hz: db < SILENT_BELOW_DB ? Number.NaN : this.#peak(), db };
  }

  #peak(): number {
    transform(this.#re, this.#im, this.#cos, this.#sin);
    const step = this.#sampleRate / this.#size;
    const power = (bin: number): number => (this.#re[bin] ?? 0) ** 2 + (this.#im[bin] ?? 0) ** 2;
    let best = Math.ceil(LOWEST_HZ / step);
    for (let bin = best + 1; bin < this.#size / 2 - 1; bin += 1) if (power(bin) > power(best)) best = bin;
    const [left, top, right] = [best - 1, best, best + 1].map((bin) => Math.log(power(bin) + 1e-30));
    const curve = (left ?? 0) - 2 * (top ?? 0) + (right ?? 0);
    const offset = curve === 0 ? 0 : (0.5 * ((left ?? 0) - (right ?? 0))) / curve;
    return (best + offset) * step;
  }
}

/** In-place radix-2 FFT; `cos` and `sin` are the twiddle factors of the full size. */
function transform(re: Float64Array, im: Float64Array, cos: Float64Array, sin: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i += 1) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
  for (let length = 2; length <= size; length <<= 1) {
    const half = length >> 1;
    const stride = size / length;
    for (let start = 0; start < size; start += length) {
      for (let k = 0; k < half; k += 1) {
        const a = start + k;
        const b = a + half;
        const c = cos[k * stride] as number;
        const s = sin[k * stride] as number;
        const x = (re[b] as number) * c - (im[b] as number) * s;
        const y = (re[b] as number) * s + (im[b] as number) * c;
        re[b] = (re[a] as number) - x;
        im[b] = (im[a] as number) - y;
        re[a] = (re[a] as number) + x;
        im[a] = (im[a] as number) + y;
      }
    }
  }
}
