import { libraryTracks } from './library-tracks.ts';
import type { LibraryTrack } from './library-tracks.ts';

const mostResults = 25;

/** Tracks whose title or author has every word of the query, best first; a word may be cut short or have one typo. */
export function searchLibrary(query: string): LibraryTrack[] {
  const wanted = words(query);
  if (wanted.length === 0) return [];
  const scored = libraryTracks
    .filter(({ fault }) => !fault)
    .map((track) => ({ track, score: scoreTrack(track, wanted) }))
    .filter(({ score }) => score > 0);
  scored.sort((a, b) => b.score - a.score);
  return scored.slice(0, mostResults).map(({ track }) => track);
}

/** 0 unless every wanted word is found; words of the title count twice. */
function scoreTrack({ title, author }: LibraryTrack, wanted: readonly string[]): number {
  let total = 0;
  for (const word of wanted) {
    const score = Math.max(2 * bestMatch(word, words(title)), bestMatch(word, words(author)));
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

function bestMatch(wanted: string, candidates: readonly string[]): number {
  return Math.max(0, ...candidates.map((candidate) => matchWord(wanted, candidate)));
}

function matchWord(wanted: string, candidate: string): number {
  if (wanted === candidate) return 3;
  if (candidate.startsWith(wanted)) return 2;
  return wanted.length >= 4 && isOneEditApart(wanted, candidate) ? 1 : 0;
}

function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  const rest = short.length === long.length ? short.slice(start + 1) : short.slice(start);
  return rest === long.slice(start + 1);
}

function words(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
