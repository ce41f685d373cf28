import { buildFilterChain } from '../filters/filter-chain.ts';
import type { FilterChain } from '../filters/filter-chain.ts';
import type { FilterSettings } from '../filters/filter-settings.ts';
import type { Audio, AudioFrame } from './audio.ts';
import { frameMs, frameSize } from './format.ts';
import { OpusDecoder, OpusEncoder } from './opus-codec.ts';

/** Frames decoded for nothing before the first heard one, so that a decoder entering mid-stream has settled. */
const warmUpFrames = 3;

interface Workshop {
  decoder: OpusDecoder;
  encoder: OpusEncoder;
  /** The frame the decoder expects next. */
  next: number;
}

/**
 * Turns a track's frames into the frames to send. With nothing to change they pass through untouched; otherwise they
 * are decoded, filtered and encoded, one frame at a time, so that a new setting is heard with the next frame.
 */
export class Pipeline {
  readonly #audio: Audio;
  #index: number;
  #chain: FilterChain | undefined;
  #workshop: Workshop | undefined;

  constructor(audio: Audio, positionMs: number) {
    this.#audio = audio;
    this.#index = Math.floor(positionMs / frameMs);
  }

  /** Position in the track of the frame to come, in milliseconds. */
  get position(): number {
    return this.#index * frameMs;
  }

  seek(positionMs: number): void {
    this.#index = Math.floor(positionMs / frameMs);
  }

  configure(volume: number, filters: FilterSettings): void {
    this.#chain = buildFilterChain(volume, filters);
  }

  close(): void {
    this.#audio.close();
  }

  /** The next frame to send. Throws what the track raises. */
  next(): AudioFrame {
    if (!this.#chain) {
      this.#workshop = undefined;
      const frame = this.#audio.frame(this.#index);
      if (frame instanceof Uint8Array) this.#index += 1;
      return frame;
    }
    const samples = this.#chain.timescale ? this.#stretched(this.#chain.timescale) : this.#decoded();
    if (!(samples instanceof Float32Array)) return samples;
    for (const filter of this.#chain.filters) filter.process(samples);
    return this.#tools().encoder.encode(samples);
  }

  #stretched(timescale: NonNullable<FilterChain['timescale']>): Float32Array | 'end' | 'pending' {
    while (timescale.available < frameSize) {
      const samples = this.#decoded();
      if (!(samples instanceof Float32Array)) return samples;
      timescale.push(samples);
    }
    return timescale.take(frameSize);
  }

  #decoded(): Float32Array | 'end' | 'pending' {
    const frame = this.#audio.frame(this.#index);
    if (!(frame instanceof Uint8Array)) return frame;
    const tools = this.#tools();
    if (tools.next !== this.#index) this.#warmUp(tools.decoder);
    this.#index += 1;
    tools.next = this.#index;
    return tools.decoder.decode(frame);
  }

  #warmUp(decoder: OpusDecoder): void {
    for (let index = Math.max(0, this.#index - warmUpFrames); index < this.#index; index++) {
      const frame = this.#audio.frame(index);
      if (frame instanceof Uint8Array) decoder.decode(frame);
    }
  }

  #tools(): Workshop {
    this.#workshop ??= { decoder: new OpusDecoder(), encoder: new OpusEncoder(), next: -1 };
    return this.#workshop;
  }
}
