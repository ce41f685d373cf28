import type { LibraryTrack } from './library-tracks.ts';

/** A library track that may be without title or author. */
export type OddTrack = Omit<LibraryTrack, 'title' | 'author'> & Record<'title' | 'author', string | null>;

const minute = 60_000;
const odd = (slug: string, rest: Partial<OddTrack>): OddTrack => ({
  slug,
  title: 'Odd One',
  author: 'Out of Reach',
  length: minute,
  frequency: 1976,
  ...rest,
});

/**
 * What real sources answer now and then. No search finds these and no playlist holds them: `library:<slug>`. The reasons are worded
 * as YouTube's are.
 */
export const oddTracks: readonly OddTrack[] = [
  odd('untitled', { title: null, author: null }),
  odd('unmeasured', { title: 'Unmeasured', hidesLength: true }),
  odd('sweep', { title: 'Sweep', sweeps: true }),
  odd('blip', { title: 'Blip', length: 40 }),
  odd('age-restricted', {
    fault: 'load',
    reason: 'This video requires age verification: Sign in to confirm your age',
  }),
  odd('region-locked', {
    fault: 'load',
    reason: 'The uploader has not made this video available in your country',
  }),
  odd('private', {
    fault: 'load',
    reason: 'This is a private video. Please sign in to verify that you may see it.',
  }),
  odd('crashing', { fault: 'load', reason: null }),
];
