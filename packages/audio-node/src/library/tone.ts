import { frameMs, frameSamples, frameSize, sampleRate } from '../engine/format.ts';
import { OpusEncoder } from '../engine/opus-codec.ts';

const amplitude = 0.3;
const framesPerSecond = 1000 / frameMs;
/** Frames until the encoder has settled. */
const settling = 10;

/**
 * One second of a sine of a whole number of Hz as Opus frames, taken from an encoder that has settled. Its end meets
 * its start, so that repeated it is an endless tone: a track of any length costs 50 frames of memory.
 */
export function synthesizeTone(frequency: number): Uint8Array[] {
  const encoder = new OpusEncoder();
  const frames: Uint8Array[] = [];
  const samples = new Float32Array(frameSamples);
  for (let frame = 0; frame < settling + framesPerSecond; frame++) {
    for (let i = 0; i < frameSize; i++) {
      const value = amplitude * Math.sin((2 * Math.PI * frequency * (frame * frameSize + i)) / sampleRate);
      samples[2 * i] = value;
      samples[2 * i + 1] = value;
    }
    frames.push(encoder.encode(samples));
  }
  return frames.slice(settling);
}
