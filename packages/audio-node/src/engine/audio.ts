/** What a source answers for one frame: Opus bytes, `end` past the last, `pending` while it is not there yet. */
export type AudioFrame = Uint8Array | 'end' | 'pending';

/** The sound of one track as random-access Opus frames of 20 ms, 48 kHz, stereo. */
export interface Audio {
  /** Throws what the track raises when its sound can't be had; then the track ends with `loadFailed`. */
  frame(index: number): AudioFrame;
  /** Called once when the player lets go of it. */
  close(): void;
}
