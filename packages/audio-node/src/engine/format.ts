/** Discord's audio format: 48 kHz stereo in frames of 20 ms. */
export const sampleRate = 48_000;
export const channels = 2;
export const frameMs = 20;
/** Sample pairs of one frame. */
export const frameSize = (sampleRate / 1000) * frameMs;
/** Interleaved samples of one frame. */
export const frameSamples = frameSize * channels;
/** What Discord wants five times when sound stops, so that the receiver does not interpolate on. */
export const silenceFrame = Buffer.from([0xf8, 0xff, 0xfe]);
export const silenceFrames = 5;
