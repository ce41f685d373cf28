/** First in, first out for interleaved stereo samples. Counts are sample pairs. */
export class SampleQueue {
  #samples = new Float32Array(0);

  get pairs(): number {
    return this.#samples.length / 2;
  }

  push(samples: Float32Array): void {
    const joined = new Float32Array(this.#samples.length + samples.length);
    joined.set(this.#samples);
    joined.set(samples, this.#samples.length);
    this.#samples = joined;
  }

  /** A view of the next `pairs`, which stay in the queue. */
  peek(pairs: number): Float32Array {
    return this.#samples.subarray(0, pairs * 2);
  }

  drop(pairs: number): void {
    this.#samples = this.#samples.subarray(pairs * 2);
  }

  take(pairs: number): Float32Array {
    const samples = this.#samples.slice(0, pairs * 2);
    this.drop(pairs);
    return samples;
  }
}
