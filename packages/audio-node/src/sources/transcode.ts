import decode from 'audio-decode';
import { frameMs, frameSamples, frameSize, sampleRate } from '../engine/format.ts';
import { OpusEncoder } from '../engine/opus-codec.ts';

export type Transcoded = { frameCount: number } | { frames: Uint8Array[] };

/** Frames handed over at a time: five seconds of sound. */
const batch = 5000 / frameMs;

/** First the number of frames, then the frames in batches. Rejects when the bytes are no audio. */
export async function* transcode(bytes: Uint8Array): AsyncGenerator<Transcoded> {
  const { channelData, sampleRate: rate } = await decode(bytes);
  const left = resample(channelData[0] ?? new Float32Array(0), rate);
  const right = channelData[1] ? resample(channelData[1], rate) : left;
  const frameCount = Math.ceil(left.length / frameSize);
  yield { frameCount };
  const encoder = new OpusEncoder();
  const samples = new Float32Array(frameSamples);
  for (let start = 0; start < frameCount; start += batch) {
    const frames: Uint8Array[] = [];
    for (let frame = start; frame < Math.min(frameCount, start + batch); frame++) {
      for (let i = 0; i < frameSize; i++) {
        samples[2 * i] = left[frame * frameSize + i] ?? 0;
        samples[2 * i + 1] = right[frame * frameSize + i] ?? 0;
      }
      frames.push(Uint8Array.from(encoder.encode(samples)));
    }
    yield { frames };
  }
}

function resample(input: Float32Array, rate: number): Float32Array {
  if (rate === sampleRate) return input;
  const step = rate / sampleRate;
  const output = new Float32Array(Math.floor(input.length / step));
  for (let i = 0; i < output.length; i++) {
    const at = i * step;
    const index = Math.floor(at);
    const a = input[index] ?? 0;
    output[i] = a + ((input[index + 1] ?? a) - a) * (at - index);
  }
  return output;
}
