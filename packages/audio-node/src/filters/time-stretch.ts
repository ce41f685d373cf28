import { SampleQueue } from './sample-queue.ts';

const sequence = 1920; // sample pairs taken at a time: 40 ms
const overlap = 480; // faded from one sequence into the next: 10 ms
const seek = 720; // how far the best joint is looked for: 15 ms
const coarse = 4;

/** Changes the tempo and keeps the pitch: copies overlapping stretches of sound, joined where they fit best (WSOLA). */
export class TimeStretch {
  readonly output = new SampleQueue();
  readonly #input = new SampleQueue();
  readonly #tempo: number;
  #tail: Float32Array | undefined;
  #skip = 0;

  /** `tempo` 2 plays twice as fast. */
  constructor(tempo: number) {
    this.#tempo = tempo;
  }

  push(samples: Float32Array): void {
    this.#input.push(samples);
    while (this.#input.pairs >= Math.max(sequence + seek, Math.ceil(this.#skip))) this.#join();
  }

  #join(): void {
    const input = this.#input.peek(sequence + seek);
    const offset = this.#tail ? bestOffset(this.#tail, input) : 0;
    const start = offset * 2;
    const piece = input.slice(start, start + (sequence - overlap) * 2);
    if (this.#tail) {
      for (let i = 0; i < overlap * 2; i++) {
        const share = (i >> 1) / overlap;
        piece[i] = (this.#tail[i] ?? 0) * (1 - share) + (piece[i] ?? 0) * share;
      }
    }
    this.#tail = input.slice(start + (sequence - overlap) * 2, start + sequence * 2);
    this.output.push(piece);
    this.#skip += (sequence - overlap) * this.#tempo;
    const whole = Math.min(Math.floor(this.#skip), this.#input.pairs);
    this.#input.drop(whole);
    this.#skip -= whole;
  }
}

/** The offset at which `input` looks most like `tail`, by normalised correlation of the two channels' sum. */
function bestOffset(tail: Float32Array, input: Float32Array): number {
  let best = 0;
  let bestScore = -Infinity;
  const consider = (offset: number, step: number): void => {
    let correlation = 0;
    let energy = 1e-9;
    for (let i = 0; i < overlap; i += step) {
      const a = (tail[2 * i] ?? 0) + (tail[2 * i + 1] ?? 0);
      const b = (input[2 * (offset + i)] ?? 0) + (input[2 * (offset + i) + 1] ?? 0);
      correlation += a * b;
      energy += b * b;
    }
    const score = correlation / Math.sqrt(energy);
    if (score > bestScore) [best, bestScore] = [offset, score];
  };
  for (let offset = 0; offset < seek; offset += coarse) consider(offset, coarse);
  const around = best;
  bestScore = -Infinity;
  for (let offset = Math.max(0, around - coarse); offset < Math.min(seek, around + coarse); offset++)
    consider(offset, 1);
  return best;
}
