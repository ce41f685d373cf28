import type { FailureCode, LoadingEntry, ReadyEntry, Track } from '@anankor/schemas';
import { indexOfEntry } from '../change.ts';
import type { SessionDraft } from '../draft.ts';
import type { LoadOutcome } from '../load.ts';
import type { SessionState } from '../state.ts';
import { advance } from './advance.ts';
import { roomIn } from './enqueue.ts';
import { shuffled } from './shuffle.ts';

export type Resolved =
  /** `position` in the queue from 1; 0 when it became the current track. */
  | { kind: 'track'; entry: ReadyEntry; position: number }
  /** `skipped`: there was no room for them. `unreadable`: they can't be played. */
  | {
      kind: 'playlist';
      name: string;
      added: number;
      skipped: number;
      unreadable: number;
      position: number;
    }
  | {
      kind: 'failed';
      code: Extract<FailureCode, 'NM' | 'LF' | 'RS' | 'SD' | 'OV'>;
      outcome: LoadOutcome;
      entry: LoadingEntry;
    }
  /** No node is up: it stays in the queue, to be loaded when one is. */
  | { kind: 'waiting'; entry: LoadingEntry }
  /** Nobody waits for it any more: it was removed, or filled by another load. */
  | { kind: 'gone' };

const failureOf = { empty: 'NM', failed: 'LF', restricted: 'RS', denied: 'SD', busy: 'OV' } as const;

/** Fills a placeholder with what its query came to, in its place; or takes it out when that is nothing. */
export function resolvePlaceholder(
  draft: SessionDraft,
  entryId: string,
  outcome: LoadOutcome,
  random: () => number,
): Resolved {
  const index = indexOfEntry(draft.queue, entryId);
  const entry = draft.queue.get(Math.max(0, index));
  if (index < 0 || entry?.state !== 'loading') return { kind: 'gone' };
  if (outcome.kind === 'unavailable') {
    if (entry.attempts > 0) draft.change({ type: 'queue.put', entry: { ...entry, attempts: 0 } });
    return { kind: 'waiting', entry };
  }
  const tracks = tracksOf(outcome, entry, random);
  const [first, ...rest] = tracks;
  if (first === undefined) {
    draft.change({ type: 'queue.remove', ids: [entryId] });
    draft.promote();
    const { id, play, current } = draft.head;
    // It began the session, and nothing else came of that.
    if (id === entryId && play === 0 && current === null && draft.queue.isEmpty()) draft.end();
    return { kind: 'failed', code: outcome.kind in failureOf ? codeOf(outcome) : 'NM', outcome, entry };
  }
  const ready: ReadyEntry = { id: entryId, state: 'ready', track: first, requesterId: entry.requesterId };
  draft.change({ type: 'queue.put', entry: ready });
  const room = roomIn(draft);
  const more = rest
    .slice(0, room)
    .map((track, n): ReadyEntry => ({ ...ready, id: `${entryId}.${n + 1}`, track }));
  if (more.length > 0) insertBehind(draft, entryId, index, more);
  if (entry.placement === 'now') playNow(draft, [ready, ...more]);
  else draft.promote();
  const position = draft.head.current?.id === entryId ? 0 : indexOfEntry(draft.queue, entryId) + 1;
  if (outcome.kind !== 'playlist') return { kind: 'track', entry: ready, position };
  return {
    kind: 'playlist',
    name: outcome.name,
    added: 1 + more.length,
    skipped: rest.length - more.length,
    unreadable: outcome.unreadable ?? 0,
    position,
  };
}

/** The entries whose loads are open: whoever takes a session over loads these again. Looks at the whole queue. */
export function openLoads(state: SessionState): LoadingEntry[] {
  return state.queue.toArray().filter((entry) => entry.state === 'loading');
}

function codeOf(outcome: LoadOutcome): (typeof failureOf)[keyof typeof failureOf] {
  return failureOf[outcome.kind as keyof typeof failureOf];
}

function tracksOf(outcome: LoadOutcome, entry: LoadingEntry, random: () => number): readonly Track[] {
  if (outcome.kind === 'playlist') {
    if (!entry.shuffle) return outcome.tracks;
    // The track that the link named is first all the same.
    const first = outcome.tracks.slice(0, outcome.linked === true ? 1 : 0);
    return [...first, ...shuffled(outcome.tracks.slice(first.length), random)];
  }
  return outcome.kind === 'track' || outcome.kind === 'search' ? outcome.tracks.slice(0, 1) : [];
}

function insertBehind(
  draft: SessionDraft,
  afterId: string,
  index: number,
  entries: readonly ReadyEntry[],
): void {
  if (index === draft.queue.size - 1) draft.change({ type: 'queue.append', entries });
  else draft.change({ type: 'queue.insert', afterId, index: index + 1, entries });
}

/** Moves entries to the front, skips the current track, and so plays the first of them. */
function playNow(draft: SessionDraft, entries: readonly ReadyEntry[]): void {
  if (draft.queue.first()?.id !== entries[0]?.id) {
    draft.change({ type: 'queue.remove', ids: entries.map((entry) => entry.id) });
    draft.change({ type: 'queue.prepend', entries });
  }
  advance(draft, 'skipped');
  draft.promote();
}
