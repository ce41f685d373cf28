import { LRUCache } from 'lru-cache';
import { Recording } from './recording.ts';

/** Recordings by where they came from, so that a track that was loaded is not fetched again to be played. */
export class RecordingCache {
  readonly #closing = new AbortController();
  readonly #recordings = new LRUCache<string, Promise<Recording>>({ max: 32, ttl: 30 * 60_000 });

  /** `fetchBytes` is called only for what is not there; a failure is not remembered. */
  async get(key: string, fetchBytes: (signal: AbortSignal) => Promise<Buffer>): Promise<Recording> {
    const known = this.#recordings.get(key);
    if (known) return known;
    const { signal } = this.#closing;
    const recording = fetchBytes(signal).then((bytes) => Recording.from(bytes, signal));
    this.#recordings.set(key, recording);
    recording.catch(() => this.#recordings.delete(key));
    return recording;
  }

  /** Ends all fetching and transcoding. */
  close(): void {
    this.#closing.abort();
    this.#recordings.clear();
  }
}
