import type { Audio, AudioFrame } from '../engine/audio.ts';
import { Pipeline } from '../engine/pipeline.ts';
import type { FilterSettings } from '../filters/filter-settings.ts';
import type { Track } from '../protocol/types.ts';

/** One track on its way through a player, from the moment it was announced, with or without its sound yet. */
export class Playback {
  track: Track;
  #pipeline: Pipeline | undefined;
  #start: number;
  #endTime: number | undefined;
  #waitingSince: number | undefined;
  #reportedStuck = false;
  #closed = false;

  /** `start` and `endTime` in milliseconds of the track. */
  constructor(track: Track, start: number, endTime: number | undefined) {
    this.track = track;
    this.#start = start;
    this.#endTime = endTime;
  }

  get position(): number {
    return this.#pipeline?.position ?? this.#start;
  }

  get isAtEndTime(): boolean {
    return this.#endTime !== undefined && this.position >= this.#endTime;
  }

  attach(audio: Audio, volume: number, filters: FilterSettings): void {
    if (this.#closed) return audio.close();
    this.#pipeline = new Pipeline(audio, this.#start);
    this.#pipeline.configure(volume, filters);
  }

  configure(volume: number, filters: FilterSettings): void {
    this.#pipeline?.configure(volume, filters);
  }

  seek(position: number): void {
    if (!this.track.info.isSeekable) return;
    this.#start = position;
    this.#pipeline?.seek(position);
  }

  setEndTime(endTime: number | undefined): void {
    this.#endTime = endTime;
  }

  /** Throws what the track raises. */
  next(): AudioFrame {
    const frame = this.#pipeline?.next() ?? 'pending';
    if (frame !== 'pending') {
      this.#waitingSince = undefined;
      this.#reportedStuck = false;
    }
    return frame;
  }

  /** True once for every wait that lasts longer than the threshold. Called at each frame that is not there. */
  becameStuck(thresholdMs: number): boolean {
    const now = performance.now();
    this.#waitingSince ??= now;
    if (this.#reportedStuck || now - this.#waitingSince < thresholdMs) return false;
    this.#reportedStuck = true;
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#pipeline?.close();
  }
}
