import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';

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
  /** How many tracks left, the current one included. */
  skipped: number;
  track: ReadyEntry;
  next: ReadyEntry | null;
}

/** Skips the current track and `count - 1` more (count at least 1). */
export function skip(draft: SessionDraft, count = 1): Skipped | 'NP' {
  const { current, loop } = draft.head;
  if (current === null) return 'NP';
  const more = draft.queue.take(Math.max(0, count - 1)).toArray();
  if (more.length > 0) draft.change({ type: 'queue.shift', ids: more.map((entry) => entry.id) });
  if (loop === 'queue') {
    draft.change({ type: 'queue.append', entries: [current, ...more] });
    draft.setCurrent(null);
    draft.promote();
  } else advance(draft, 'skipped');
  return { skipped: 1 + more.length, track: current, next: draft.head.current };
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

/**
 * The current track can't be played. The next one is tried, until as many as the settings allow failed in a row: then the
 * music stops and the queue stays as it is.
 */
export function failCurrent(draft: SessionDraft): void {
  const { current, failures } = draft.head;
  if (current === null) return;
  draft.patch({ failures: failures + 1 });
  if (failures + 1 < draft.settings.maxFailures) {
    advance(draft, 'failed');
    return;
  }
  draft.remember(current);
  draft.setCurrent(null);
  draft.patch({ failures: 0 });
}
