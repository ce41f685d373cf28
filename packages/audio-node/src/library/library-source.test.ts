import { describe, expect, it } from 'vitest';
import { LibrarySource } from './library-source.ts';

const library = new LibrarySource(() => 'http://node');

describe('the library as a source', () => {
  it('answers searches of every prefix', async () => {
    for (const prefix of ['ytsearch', 'ytmsearch', 'scsearch', 'libsearch']) {
      const result = await library.load(`${prefix}:slow river`);
      expect(result).toMatchObject({ loadType: 'search', data: [{ info: { title: 'Slow River' } }] });
    }
    expect(await library.load('ytsearch:zzzz')).toEqual({ loadType: 'empty', data: null });
  });

  it('loads tracks, streams, playlists and failures', async () => {
    expect(await library.load('library:slow-river')).toMatchObject({
      loadType: 'track',
      data: { info: { length: 720_000, artworkUrl: 'http://node/artwork/slow-river.svg' } },
    });
    expect(await library.load('ytsearch:library:slow-river')).toMatchObject({ loadType: 'track' });
    expect(await library.load('library:radio')).toMatchObject({
      data: { info: { isStream: true, isSeekable: false } },
    });
    expect(await library.load('library:playlist:short')).toMatchObject({
      loadType: 'playlist',
      data: { info: { name: 'Short Ones', selectedTrack: -1 }, tracks: [{}, {}, {}] },
    });
    expect(await library.load('library:unavailable')).toMatchObject({
      loadType: 'error',
      data: { severity: 'common' },
    });
    for (const missing of ['library:nothing', 'library:playlist:nothing'])
      expect(await library.load(missing)).toEqual({ loadType: 'empty', data: null });
    expect(await library.load('https://example.org/a.mp3')).toBeUndefined();
  });
});
