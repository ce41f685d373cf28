import type { Audio } from '../engine/audio.ts';
import { makeTrack } from '../protocol/track-codec.ts';
import type { LoadResult, TrackInfo } from '../protocol/types.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import type { Recording } from './recording.ts';
import type { RecordingCache } from './recording-cache.ts';
import type { Source } from './source.ts';
import { SourceError } from './source.ts';
import { titleOf } from './title.ts';

class NotThere extends SourceError {}

/** Audio files on the public web, by their URL. */
export class HttpSource implements Source {
  readonly name = 'http';
  readonly #fetch: GuardedFetch;
  readonly #recordings: RecordingCache;

  constructor(fetch: GuardedFetch, recordings: RecordingCache) {
    this.#fetch = fetch;
    this.#recordings = recordings;
  }

  async load(identifier: string): Promise<LoadResult | undefined> {
    if (!/^https?:\/\//i.test(identifier)) return undefined;
    if (!URL.canParse(identifier)) return { loadType: 'empty', data: null };
    try {
      const recording = await this.#record(identifier);
      return {
        loadType: 'track',
        data: makeTrack({ info: describe(identifier, recording), container: recording.container }),
      };
    } catch (error) {
      if (error instanceof NotThere) return { loadType: 'empty', data: null };
      throw error;
    }
  }

  async open({ identifier }: TrackInfo): Promise<Audio> {
    return (await this.#record(identifier)).play();
  }

  #record(url: string): Promise<Recording> {
    return this.#recordings.get(url, async (signal) => {
      const bytes = await this.#fetch.fetchAudio(url, signal);
      if (!bytes) throw new NotThere('There is nothing at that URL.');
      return bytes;
    });
  }
}

function describe(url: string, { length }: Recording): TrackInfo {
  return {
    identifier: url,
    isSeekable: true,
    author: 'Unknown artist',
    length,
    isStream: false,
    position: 0,
    title: titleOf(new URL(url).pathname),
    uri: url,
    artworkUrl: null,
    isrc: null,
    sourceName: 'http',
  };
}
