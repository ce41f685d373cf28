/** Farther than this from the expected number, a sender has started anew rather than lost packets. */
const RESTART = 3000;
const FRAME_SAMPLES = 960;

export type Arrival = 'fresh' | 'reordered' | 'duplicate';

/** Follows the sequence numbers and timestamps of one SSRC (RFC 3550: 16 and 32 bits, both wrap). */
export class SequenceCheck {
  #highest: number | undefined;
  #timestamp = 0;
  readonly #missing = new Set<number>();

  /** Holes nothing has filled so far. */
  get lost(): number {
    return this.#missing.size;
  }

  /** `jump` is what the timestamp moved beyond 960 a frame, in samples of 48 kHz. */
  accept(sequence: number, timestamp: number): { arrival: Arrival; jump: number } {
    const ahead = this.#highest === undefined ? 1 : ((sequence - this.#highest + 0x18000) & 0xffff) - 0x8000;
    if (ahead <= 0 && ahead > -RESTART) {
      return { arrival: this.#missing.delete(sequence) ? 'reordered' : 'duplicate', jump: 0 };
    }
    const follows = this.#highest !== undefined && ahead > 0 && ahead < RESTART;
    if (follows) {
      for (let back = 1; back < ahead; back += 1) this.#missing.add((sequence - back) & 0xffff);
    }
    const jump = follows ? (timestamp - this.#timestamp - ahead * FRAME_SAMPLES) | 0 : 0;
    this.#highest = sequence;
    this.#timestamp = timestamp;
    return { arrival: 'fresh', jump };
  }
}
