/**
 * Rows of numbers in one typed array: an hour of frames costs megabytes, not objects. When `limit` rows are reached
 * the older half is dropped.
 */
export class RowLog {
  readonly #width: number;
  readonly #limit: number;
  #values: Float64Array;
  #length = 0;

  constructor(width: number, limit: number) {
    this.#width = width;
    this.#limit = limit;
    this.#values = new Float64Array(width * Math.min(limit, 1024));
  }

  push(...row: number[]): void {
    if (this.#length === this.#limit) {
      const kept = Math.floor(this.#limit / 2);
      this.#values.copyWithin(0, (this.#length - kept) * this.#width, this.#length * this.#width);
      this.#length = kept;
    }
    if ((this.#length + 1) * this.#width > this.#values.length) {
      const wider = new Float64Array(Math.min(this.#values.length * 2, this.#limit * this.#width));
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values.set(row, this.#length * this.#width);
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<Float64Array> {
    for (let index = 0; index < this.#length; index += 1) {
      yield this.#values.subarray(index * this.#width, (index + 1) * this.#width);
    }
  }

  clear(): void {
    this.#length = 0;
  }
}
