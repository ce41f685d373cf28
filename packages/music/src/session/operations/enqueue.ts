import type { LoadingEntry, QueueEntry, ReadyEntry } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';
import { advance } from './advance.ts';

export type Placement = 'end' | 'next' | 'now';

export interface Enqueued {
  added: number;
  /** Those there was no room for. */
  skipped: number;
  /** Place of the first of them in the queue, from 1; 0 when it became the current track. */
  position: number;
}

/** How many entries the queue has room for. */
export function roomIn(draft: SessionDraft): number {
  return Math.max(0, draft.settings.queueLimit - draft.queue.size);
}

function place(draft: SessionDraft, entries: readonly QueueEntry[], placement: Placement): void {
  draft.change({ type: placement === 'end' ? 'queue.append' : 'queue.prepend', entries });
}

/** Puts loaded tracks into the queue, as many as there is room for; `now` skips the current track. QL: no room for any. */
export function enqueue(
  draft: SessionDraft,
  entries: readonly ReadyEntry[],
  placement: Placement,
): Enqueued | 'QL' {
  const fitting = entries.slice(0, roomIn(draft));
  if (fitting.length === 0) return 'QL';
  const before = draft.queue.size;
  place(draft, fitting, placement);
  if (placement === 'now') advance(draft, 'skipped');
  draft.promote();
  const started = draft.head.current?.id === fitting[0]?.id;
  const position = started ? 0 : placement === 'end' ? before + 1 : 1;
  return { added: fitting.length, skipped: entries.length - fitting.length, position };
}

/** Keeps a place for what is being loaded, so that the order of typing is the order of the queue. */
export function addPlaceholder(draft: SessionDraft, entry: LoadingEntry): 'added' | 'QL' {
  if (roomIn(draft) === 0) return 'QL';
  place(draft, [entry], entry.placement);
  return 'added';
}
