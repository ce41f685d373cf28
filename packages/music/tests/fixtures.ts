import type { LoadingEntry, ReadyEntry, Track } from '@anankor/schemas';
import { emptySession, transition } from '../src/session/index.ts';
import type { SessionDraft, SessionState } from '../src/session/index.ts';

export const GUILD = '100000000000000001';
export const CHANNEL = '200000000000000001';
export const TEXT = '300000000000000001';
export const USER = '400000000000000001';

export function track(name: string, part: Partial<Track> = {}): Track {
  return {
    encoded: `encoded-${name}`,
    identifier: name,
    title: `Title ${name}`,
    author: 'Author',
    durationMs: 180_000,
    uri: null,
    artworkUrl: null,
    isStream: false,
    isSeekable: true,
    sourceName: 'library',
    ...part,
  };
}

export function ready(id: string, part: Partial<Track> = {}): ReadyEntry {
  return { id, state: 'ready', track: track(id, part), requesterId: USER };
}

export function loading(id: string, part: Partial<LoadingEntry> = {}): LoadingEntry {
  return {
    id,
    state: 'loading',
    query: id,
    jobId: id,
    requesterId: USER,
    placement: 'end',
    shuffle: false,
    attempts: 1,
    ...part,
  };
}

export function session(now = 0): SessionState {
  return emptySession({ id: 'session', guildId: GUILD, channelId: CHANNEL, textChannelId: TEXT, now });
}

/** The state after `work`, of a session that did not end. */
export function after(
  state: SessionState,
  now: number,
  work: (draft: SessionDraft) => unknown,
): SessionState {
  const next = transition(state, now, work).state;
  if (next === null) throw new Error('the session ended');
  return next;
}

export function ids(entries: Iterable<{ id: string }>): string[] {
  return [...entries].map(({ id }) => id);
}

/** Numbers that look random and are the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
