import { describe, expect, it } from 'vitest';
import { libraryPlaylists, libraryTracks, playable } from './library-tracks.ts';
import { searchLibrary } from './search-library.ts';

const slugs = (query: string): string[] => searchLibrary(query).map(({ slug }) => slug);

describe('searching the library', () => {
  it('finds by title and by author, the title first', () => {
    expect(slugs('slow river')).toEqual(['slow-river']);
    expect(slugs('mira HOLT')).toEqual(['paper-boats', 'long-way-home']);
    expect(slugs('night')).toEqual(['harbour-lights', 'slow-river']);
    expect(slugs('light')[0]).toBe('harbour-lights');
  });

  it('forgives a typo and a cut word', () => {
    expect(slugs('gardn')).toEqual(['glass-garden']);
    expect(slugs('gurden')).toEqual(['glass-garden']);
    expect(slugs('conc pit')).toEqual(['concert-pitch']);
  });

  it('finds nothing for words that are not there, or none', () => {
    expect(slugs('zzzz')).toEqual([]);
    expect(slugs('slow zzzz')).toEqual([]);
    expect(slugs(' ?! ')).toEqual([]);
    expect(slugs('broken')).toEqual([]);
  });
});

describe('the library', () => {
  it('has tones that can be told apart', () => {
    const sorted = playable()
      .map(({ frequency }) => frequency)
      .sort((a, b) => a - b);
    expect(sorted.length).toBeGreaterThanOrEqual(12);
    for (const [index, hz] of sorted.slice(1).entries())
      expect(hz / (sorted[index] ?? 0)).toBeGreaterThan(1.08);
  });

  it('has playlists of tracks that exist', () => {
    const known = new Set(libraryTracks.map(({ slug }) => slug));
    for (const { tracks } of libraryPlaylists) {
      expect(tracks.length).toBeGreaterThan(0);
      expect(tracks.every((slug) => known.has(slug))).toBe(true);
    }
  });
});
