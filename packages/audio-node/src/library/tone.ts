import { frameMs, frameSamples, frameSize, sampleRate } from '../engine/format.ts';
import { OpusEncoder } from '../engine/opus-codec.ts';

const amplitude = 0.3;
const framesPerSecond = 1000 / frameMs;
/** Frames until the encoder has settled. */
const settling = 10;

/** A sweep begins here, rises by an octave every `sweepOctaveMs`, and after four begins again. */
const sweepFromHz = 200;
const sweepOctaveMs = 2500;
const sweepMs = 4 * sweepOctaveMs;

/**
 * One second of a sine of a whole number of Hz as Opus frames, taken from an encoder that has settled. Its end meets
 * its start, so that repeated it is an endless tone: a track of any length costs 50 frames of memory.
 */
export function synthesizeTone(frequency: number): Uint8Array[] {
  const sine = (sample: number): number => Math.sin((2 * Math.PI * frequency * sample) / sampleRate);
  return synthesize(sine, settling + framesPerSecond).slice(settling);
}

/** Ten seconds of a sine that rises all the time, so that the frequency tells the place in the track. */
export function synthesizeSweep(): Uint8Array[] {
  const octave = (sweepOctaveMs / 1000) * sampleRate;
  const turns = ((2 * Math.PI * sweepFromHz) / sampleRate) * (octave / Math.LN2);
  return synthesize((sample) => Math.sin(turns * (2 ** (sample / octave) - 1)), sweepMs / frameMs);
}

function synthesize(wave: (sample: number) => number, count: number): Uint8Array[] {
  const encoder = new OpusEncoder();
  const frames: Uint8Array[] = [];
  const samples = new Float32Array(frameSamples);
  for (let frame = 0; frame < count; frame++) {
    for (let i = 0; i < frameSize; i++) {
      const value = amplitude * wave(frame * frameSize + i);
      samples[2 * i] = value;
      samples[2 * i + 1] = value;
    }
    frames.push(encoder.encode(samples));
  }
  return frames;
}
