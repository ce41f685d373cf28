import { readFile, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Audio } from '../engine/audio.ts';
import { makeTrack } from '../protocol/track-codec.ts';
import type { LoadResult, TrackInfo } from '../protocol/types.ts';
import type { Recording } from './recording.ts';
import type { RecordingCache } from './recording-cache.ts';
import type { Source } from './source.ts';
import { SourceError } from './source.ts';
import { titleOf } from './title.ts';

/** Audio files below the configured folders, by absolute path or file URL. Links that lead elsewhere are not followed. */
export class LocalSource implements Source {
  readonly name = 'local';
  readonly #folders: readonly string[];
  readonly #maxBytes: number;
  readonly #recordings: RecordingCache;

  constructor(folders: readonly string[], maxBytes: number, recordings: RecordingCache) {
    this.#folders = folders;
    this.#maxBytes = maxBytes;
    this.#recordings = recordings;
  }

  async load(identifier: string): Promise<LoadResult | undefined> {
    const path = await this.#locate(identifier);
    if (!path) return undefined;
    const recording = await this.#record(path);
    const info: TrackInfo = {
      identifier: path,
      isSeekable: true,
      author: 'Unknown artist',
      length: recording.length,
      isStream: false,
      position: 0,
      title: titleOf(path),
      uri: path,
      artworkUrl: null,
      isrc: null,
      sourceName: this.name,
    };
    return { loadType: 'track', data: makeTrack({ info, container: recording.container }) };
  }

  async open({ identifier }: TrackInfo): Promise<Audio> {
    const path = await this.#locate(identifier);
    if (!path) throw new SourceError('The file is gone.');
    return (await this.#record(path)).play();
  }

  /** The real path, if it is a file inside one of the folders. */
  async #locate(identifier: string): Promise<string | undefined> {
    const given = identifier.startsWith('file://') ? fileURLToPath(identifier) : identifier;
    if (!given.startsWith(sep)) return undefined;
    const path = await realpath(given).catch(() => undefined);
    if (!path || !(await stat(path)).isFile()) return undefined;
    for (const folder of this.#folders) {
      const root = await realpath(folder).catch(() => undefined);
      if (root && path.startsWith(root + sep)) return path;
    }
    return undefined;
  }

  #record(path: string): Promise<Recording> {
    return this.#recordings.get(path, async () => {
      if ((await stat(path)).size > this.#maxBytes) throw new SourceError('The file is too large.');
      return readFile(path);
    });
  }
}
