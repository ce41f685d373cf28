import { namedTrack } from '@anankor/schemas';
import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';
import { notify } from './notify.ts';

/** Why a track leaves the current place. */
export type Leaving = 'finished' | 'skipped' | 'failed';

/** The current track leaves and the next one, if loaded, takes its place. What a repeated queue gets back goes to its end. */
export function advance(draft: SessionDraft, why: Leaving): void {
  const { current, loop } = draft.head;
  if (current === null) return;
  if (loop === 'track' && why === 'finished') {
    draft.replay();
    return;
  }
  if (loop === 'queue' && why !== 'failed') draft.change({ type: 'queue.append', entries: [current] });
  else draft.remember(current);
  draft.setCurrent(null);
  draft.promote();
}

export interface Skipped {
  /** How many entries left, the current one included. */
  skipped: number;
  track: QueueEntry;
  /** What plays now, or what is loading to be played. */
  next: QueueEntry | null;
}

/** What a skip would skip: the current track, or what everything waits for while it loads; null for nothing. */
export function skippable({ head, queue }: SessionDraft): QueueEntry | null {
  if (head.current !== null) return head.current;
  const first = queue.first();
  return first?.state === 'loading' ? first : null;
}

/** Skips the current track, or what is loading in its place, and `count - 1` more (count at least 1). */
export function skip(draft: SessionDraft, count = 1): Skipped | 'NP' {
  const { current, loop } = draft.head;
  if (current === null) return skipLoading(draft, count);
  const more = draft.queue.take(Math.max(0, count - 1)).toArray();
  if (more.length > 0) draft.change({ type: 'queue.shift', ids: more.map((entry) => entry.id) });
  if (loop === 'queue') {
    draft.change({ type: 'queue.append', entries: [current, ...more] });
    draft.setCurrent(null);
    draft.promote();
  } else advance(draft, 'skipped');
  return { skipped: 1 + more.length, track: current, next: skippable(draft) };
}

function skipLoading(draft: SessionDraft, count: number): Skipped | 'NP' {
  const track = skippable(draft);
  if (track === null) return 'NP';
  const ids = draft.queue
    .take(count)
    .toArray()
    .map((entry) => entry.id);
  draft.change({ type: 'queue.shift', ids });
  draft.patch({ votes: [] });
  draft.promote();
  return { skipped: ids.length, track, next: skippable(draft) };
}

/** The track before takes the current place, and the current one is next. In a repeated queue that is the queue's last. */
export function back(draft: SessionDraft): ReadyEntry | 'EQ' {
  const { current, loop } = draft.head;
  const last: QueueEntry | undefined = draft.queue.last();
  const turned = loop === 'queue' && last?.state === 'ready' ? last : undefined;
  const entry = turned ?? draft.state.history.last();
  if (entry === undefined) return 'EQ';
  draft.change(turned ? { type: 'queue.remove', ids: [turned.id] } : { type: 'history.pop' });
  if (current) draft.change({ type: 'queue.prepend', entries: [current] });
  draft.setCurrent(entry);
  return entry;
}

/** Why a track broke: words of the node or source that members may read, or that no sound came. */
export type Broken = { cause: string | null } | 'stuck';

/**
 * The current track can't be played. The next one is tried, until as many as the settings allow failed in a row: then the
 * music stops and the queue stays as it is. Members are told.
 */
export function failCurrent(draft: SessionDraft, why: Broken = { cause: null }): void {
  const { current, failures } = draft.head;
  if (current === null) return;
  const track = namedTrack(current.track);
  notify(draft, why === 'stuck' ? { kind: 'trackStuck', track } : { kind: 'trackFailed', track, ...why });
  draft.patch({ failures: failures + 1 });
  if (failures + 1 < draft.settings.maxFailures) {
    advance(draft, 'failed');
    return;
  }
  stopHere(draft);
  notify(draft, { kind: 'stoppedAfterFailures', failures: failures + 1, queued: draft.queue.size });
}

/**
 * The current track came to its end. Plays that are over within a moment, one after the other, are counted like failures, whatever
 * repeats them: a loop of a track without sound would go round many times a second, for ever.
 */
export function finishCurrent(draft: SessionDraft): void {
  const { current, playSince, briefPlays, loop } = draft.head;
  if (current === null) return;
  const { briefMs, maxBrief } = draft.settings;
  const brief = playSince !== null && draft.now - playSince < briefMs;
  if (!brief) {
    draft.patch({ failures: 0, briefPlays: 0 });
    advance(draft, 'finished');
    return;
  }
  draft.patch({ briefPlays: briefPlays + 1 });
  if (briefPlays + 1 < maxBrief) {
    advance(draft, 'finished');
    return;
  }
  // A repeated queue keeps what it has.
  if (loop === 'queue') draft.change({ type: 'queue.append', entries: [current] });
  stopHere(draft, loop !== 'queue');
  notify(draft, { kind: 'stoppedAfterBrief', plays: briefPlays + 1, queued: draft.queue.size });
}

/** The music stops before the queue's end; a command goes on. */
function stopHere(draft: SessionDraft, remembered = true): void {
  const { current } = draft.head;
  if (current && remembered) draft.remember(current);
  draft.setCurrent(null);
  draft.patch({ failures: 0, briefPlays: 0 });
}
