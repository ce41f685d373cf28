import type { LoadingEntry, QueueEntry, Track } from './track.ts';

/**
 * What names a track in a sentence. Replies are kept in Redis for an hour with the record of their job, so they have
 * nothing of a track but what they show; that `encoded` is never there makes the compiler refuse a whole one.
 */
export type NamedTrack = Pick<Track, 'title' | 'uri'> & { encoded?: never };

/** What a line of the queue shows. */
export type ListedTrack = NamedTrack & Pick<Track, 'durationMs' | 'isStream'>;

/** What a panel shows. */
export type ShownTrack = ListedTrack & Pick<Track, 'author' | 'artworkUrl'>;

/** A place in the queue as its page shows it. `waits`: for a node to be up. */
export type ListedEntry =
  | { state: 'ready'; track: ListedTrack; requesterId: string }
  | (Pick<LoadingEntry, 'state' | 'query'> & { waits?: boolean });

export function namedTrack({ title, uri }: Track): NamedTrack {
  return { title, uri };
}

/** An entry in a sentence: what still loads goes by what was typed. */
export function namedEntry(entry: QueueEntry): NamedTrack {
  return entry.state === 'loading' ? { title: entry.query, uri: null } : namedTrack(entry.track);
}

export function shownTrack({ title, uri, durationMs, isStream, author, artworkUrl }: Track): ShownTrack {
  return { title, uri, durationMs, isStream, author, artworkUrl };
}

export function listedEntry(entry: QueueEntry): ListedEntry {
  if (entry.state === 'loading') return { state: 'loading', query: entry.query, waits: entry.attempts === 0 };
  const { title, uri, durationMs, isStream } = entry.track;
  return { state: 'ready', track: { title, uri, durationMs, isStream }, requesterId: entry.requesterId };
}
