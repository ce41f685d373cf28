import type { Audio } from '../engine/audio.ts';
import { frameMs } from '../engine/format.ts';
import { makeTrack } from '../protocol/track-codec.ts';
import type { LoadResult, Track, TrackInfo } from '../protocol/types.ts';
import type { Source } from '../sources/source.ts';
import { SourceError } from '../sources/source.ts';
import { libraryPlaylists, libraryTracks } from './library-tracks.ts';
import { oddTracks } from './odd-tracks.ts';
import type { OddTrack } from './odd-tracks.ts';
import { searchLibrary } from './search-library.ts';
import { synthesizeSweep, synthesizeTone } from './tone.ts';

/** Length of a stream in Lavaplayer: the greatest 64-bit integer. */
const unknownLength = 2 ** 63;
const prefix = 'library:';
const playlistPrefix = 'library:playlist:';
const searchPrefix = /^(?:yt|ytm|sc|lib)search:/;
const faultAfterFrames = 2000 / frameMs;

/** The synthesised library: tracks, playlists and every search prefix, without a network or a file. */
export class LibrarySource implements Source {
  readonly name = 'library';
  readonly standsInFor = ['youtube', 'soundcloud'];
  readonly #artworkBase: () => string;
  /** Made at the start, about 10 ms each, so that a first listener of a track delays nobody else's frames. */
  readonly #tones: ReadonlyMap<number, Uint8Array[]>;

  readonly #sweep = synthesizeSweep();

  /** `artworkBase` is asked at each load, because the port is known only once the node listens. */
  constructor(artworkBase: () => string) {
    this.#artworkBase = artworkBase;
    const frequencies = new Set([...libraryTracks, ...oddTracks].map(({ frequency }) => frequency));
    this.#tones = new Map([...frequencies].map((frequency) => [frequency, synthesizeTone(frequency)]));
  }

  /** Clients put a search prefix before anything that is no URL, so an identifier behind one is taken as it is. */
  async load(given: string): Promise<LoadResult | undefined> {
    const identifier = given.replace(searchPrefix, '');
    if (identifier !== given && !identifier.startsWith(prefix)) {
      const found = searchLibrary(identifier);
      return found.length === 0
        ? { loadType: 'empty', data: null }
        : { loadType: 'search', data: found.map((track) => this.#toTrack(track)) };
    }
    if (identifier.startsWith(playlistPrefix)) return this.#loadPlaylist(identifier);
    if (!identifier.startsWith(prefix)) return undefined;
    const track = find(identifier);
    if (!track) return { loadType: 'empty', data: null };
    if (track.fault === 'load') {
      const { reason = 'This track is not available.' } = track;
      throw reason === null ? new TypeError('Cannot read the page of this track') : new SourceError(reason);
    }
    return { loadType: 'track', data: this.#toTrack(track) };
  }

  async open({ identifier }: TrackInfo): Promise<Audio> {
    const track = find(identifier);
    if (!track || track.fault === 'start' || track.fault === 'load')
      throw new Error('This track can not be played.');
    const tone = track.sweeps ? this.#sweep : (this.#tones.get(track.frequency) ?? []);
    const frames = track.isStream ? Infinity : Math.ceil(track.length / frameMs);
    return {
      frame: (index) => {
        if (index >= frames) return 'end';
        if (track.fault && index >= faultAfterFrames) {
          if (track.fault === 'stuck') return 'pending';
          throw new Error('The sound of this track broke off.');
        }
        return tone[index % tone.length] ?? 'end';
      },
      close: () => undefined,
    };
  }

  /** A number behind the playlist, as in `library:playlist:short:1`, is the track that its link points at. */
  #loadPlaylist(identifier: string): LoadResult {
    const [name, selected] = identifier.slice(playlistPrefix.length).split(':');
    const playlist = libraryPlaylists.find(({ slug }) => slug === name);
    if (!playlist) return { loadType: 'empty', data: null };
    const tracks = libraryTracks.filter(({ slug }) => playlist.tracks.includes(slug));
    return {
      loadType: 'playlist',
      data: {
        info: { name: playlist.name, selectedTrack: selected === undefined ? -1 : Number(selected) },
        pluginInfo: {},
        tracks: tracks.map((track) => this.#toTrack(track)),
      },
    };
  }

  #toTrack({ slug, title, author, length, isStream, hidesLength }: OddTrack): Track {
    return makeTrack({
      info: {
        identifier: prefix + slug,
        isSeekable: !isStream,
        author,
        length: isStream || hidesLength ? unknownLength : length,
        isStream: isStream === true,
        position: 0,
        title,
        uri: prefix + slug,
        artworkUrl: `${this.#artworkBase()}/artwork/${slug}.svg`,
        isrc: null,
        sourceName: this.name,
      },
    });
  }
}

function find(identifier: string): OddTrack | undefined {
  return [...libraryTracks, ...oddTracks].find(({ slug }) => prefix + slug === identifier);
}
