import type { Track } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { trackChoices } from './track-choices.ts';

const track = (title: string, uri: string | null): Track => ({
  ...{ encoded: title, identifier: title, title, author: 'Author', durationMs: 1, uri, artworkUrl: null },
  ...{ isStream: false, isSeekable: true, sourceName: 'library' },
});
const kept = new Map<string, string>();
const keep = (link: string): Promise<string> => {
  const key = `pick:${kept.size}`;
  kept.set(key, link);
  return Promise.resolve(key);
};
const choices = (typed: string, ...tracks: Track[]) =>
  trackChoices(typed, () => Promise.resolve(tracks), keep);

describe('choices for a track', () => {
  it('play exactly what they name, however long the link is', async () => {
    const long = `https://music.example/${'x'.repeat(200)}`;
    const [first, second] = await choices('words', track('a', 'https://a.example/1'), track('b', long));
    expect(first).toEqual({ name: 'a – Author', value: 'https://a.example/1' });
    expect(kept.get(second!.value)).toBe(long);
  });

  it('are none for what can’t be played by its link', async () => {
    const asTyped = [{ name: 'words', value: 'words' }];
    expect(await choices('words', track('a', null), track('b', '/music/b.mp3'))).toEqual(asTyped);
    expect(await choices('words', track('a', `https://a.example/${'x'.repeat(500)}`))).toEqual(asTyped);
    const unkept = trackChoices(
      'words',
      () => Promise.resolve([track('a', `https://a.example/${'x'.repeat(99)}`)]),
      () => Promise.resolve(null),
    );
    expect(await unkept).toEqual(asTyped);
  });

  it('never cut what was typed, nor half a character', async () => {
    expect(await choices('w'.repeat(101))).toEqual([]);
    expect(await choices(`https://a.example/${'x'.repeat(99)}`)).toEqual([]);
    expect(await choices('song \ud83d')).toEqual([{ name: 'song \ufffd', value: 'song \ufffd' }]);
    const [odd] = await choices('words', track('\u{1F600}'.repeat(90), 'https://a.example/1'));
    expect(odd!.name.isWellFormed()).toBe(true);
    expect(odd!.name.length).toBeLessThanOrEqual(100);
  });
});
