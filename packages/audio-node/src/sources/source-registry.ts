import type { Audio } from '../engine/audio.ts';
import { NodeError } from '../protocol/node-error.ts';
import { decodeTrackData } from '../protocol/track-codec.ts';
import type { LoadResult, Track } from '../protocol/types.ts';
import type { Source } from './source.ts';
import { SourceError, loadException } from './source.ts';

/** All sources in the order in which they are asked. */
export class SourceRegistry {
  readonly #sources: readonly Source[];

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /** As `/v4/info` lists them. */
  get names(): string[] {
    return this.#sources.flatMap(({ name, standsInFor = [] }) => [name, ...standsInFor]);
  }

  /** Never rejects: what goes wrong is a result of type `error`, what nobody knows one of type `empty`. */
  async load(identifier: string): Promise<LoadResult> {
    try {
      for (const source of this.#sources) {
        const result = await source.load(identifier);
        if (result) return result;
      }
      return { loadType: 'empty', data: null };
    } catch (error) {
      return { loadType: 'error', data: loadException(error) };
    }
  }

  /** The single track behind an identifier, for a player that is given one; throws a NodeError otherwise. */
  async loadOne(identifier: string): Promise<Track> {
    const result = await this.load(identifier);
    switch (result.loadType) {
      case 'track':
        return result.data;
      case 'empty':
        throw new NodeError(400, `No matches found for identifier: ${identifier}`);
      case 'error':
        throw new NodeError(500, result.data.message ?? 'The track could not be loaded.');
      case 'playlist':
      case 'search':
        throw new NodeError(400, 'Cannot play a playlist or search result');
    }
  }

  async open(track: Track): Promise<Audio> {
    const { info, container } = decodeTrackData(track.encoded);
    const source = this.#sources.find(({ name }) => name === info.sourceName);
    if (!source) throw new SourceError(`No source is called ${info.sourceName}.`);
    return source.open(info, container);
  }
}
