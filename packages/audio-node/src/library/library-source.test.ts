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
    await expect(library.load('library:unavailable')).rejects.toThrow('This track is not available.');
    expect(await library.load('library:playlist:short:1')).toMatchObject({
      data: { info: { name: 'Short Ones', selectedTrack: 1 } },
    });
    expect(await library.load('library:untitled')).toMatchObject({
      data: { info: { title: null, author: null } },
    });
    expect(await library.load('library:unmeasured')).toMatchObject({
      data: { info: { length: 2 ** 63, isStream: false, isSeekable: true } },
    });
    await expect(library.load('library:age-restricted')).rejects.toThrow('confirm your age');
    await expect(library.load('library:crashing')).rejects.toThrow(TypeError);
    for (const missing of ['library:nothing', 'library:playlist:nothing'])
      expect(await library.load(missing)).toEqual({ loadType: 'empty', data: null });
    expect(await library.load('https://example.org/a.mp3')).toBeUndefined();
  });
});
