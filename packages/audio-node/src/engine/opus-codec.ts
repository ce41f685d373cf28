import { Decoder, Encoder } from '@evan/opus';
import { channels, frameSamples, sampleRate } from './format.ts';

/** Interleaved samples between -1 and 1 into Opus frames. Keeps state: one encoder a stream. */
export class OpusEncoder {
  readonly #encoder: Encoder;
  readonly #integers = new Int16Array(frameSamples);

  /** `bitrate` in bit/s. */
  constructor(bitrate = 96_000) {
    this.#encoder = new Encoder({ channels, sample_rate: sampleRate, application: 'audio' });
    this.#encoder.bitrate = bitrate;
    this.#encoder.complexity = 5;
  }

  /** `samples` holds one frame; what is beyond full scale is clipped. */
  encode(samples: Float32Array): Uint8Array {
    for (let i = 0; i < frameSamples; i++) {
      const value = samples[i] ?? 0;
      this.#integers[i] = value >= 1 ? 32_767 : value <= -1 ? -32_768 : Math.round(value * 32_767);
    }
    return this.#encoder.encode(this.#integers);
  }
}

/** Opus frames into interleaved samples between -1 and 1. Keeps state: one decoder a stream. */
export class OpusDecoder {
  readonly #decoder = new Decoder({ channels, sample_rate: sampleRate });

  decode(frame: Uint8Array): Float32Array {
    const bytes = this.#decoder.decode(frame);
    const integers = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    const samples = new Float32Array(integers.length);
    for (let i = 0; i < integers.length; i++) samples[i] = (integers[i] ?? 0) / 32_768;
    return samples;
  }
}
