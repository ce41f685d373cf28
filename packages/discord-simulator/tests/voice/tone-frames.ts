import { Encoder } from '@evan/opus';

const SAMPLE_RATE = 48_000;
const FRAME_SAMPLES = 960;

/** A sine, or a sweep from `hz` to `toHz`. */
export interface ToneSpec {
  readonly hz: number;
  readonly ms: number;
  readonly toHz?: number;
  /** Peak, 0 to 1. */
  readonly peak?: number;
}

/** The tones one after the other, as 16-bit stereo PCM frames of 20 ms. */
export function* tonePcm(tones: readonly ToneSpec[]): Generator<Int16Array> {
  let phase = 0;
  for (const { hz, ms, toHz = hz, peak = 0.4 } of tones) {
    const frames = Math.round(ms / 20);
    for (let frame = 0; frame < frames; frame += 1) {
      const pcm = new Int16Array(FRAME_SAMPLES * 2);
      for (let i = 0; i < FRAME_SAMPLES; i += 1) {
        const done = (frame * FRAME_SAMPLES + i) / (frames * FRAME_SAMPLES);
        phase += (2 * Math.PI * (hz + (toHz - hz) * done)) / SAMPLE_RATE;
        pcm.fill(Math.round(peak * 32_767 * Math.sin(phase)), 2 * i, 2 * i + 2);
      }
      yield pcm;
    }
  }
}

/** The tones as Opus frames of 20 ms. */
export function toneFrames(tones: readonly ToneSpec[]): Buffer[] {
  const encoder = new Encoder({ channels: 2, sample_rate: SAMPLE_RATE, application: 'audio' });
  return [...tonePcm(tones)].map((pcm) => Buffer.from(encoder.encode(pcm)));
}
