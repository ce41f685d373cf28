import type { QueueEntry } from '@anankor/schemas';
import { indexOfEntry } from '../change.ts';
import type { SessionDraft } from '../draft.ts';

/** Takes one entry out of the queue. */
export function removeEntry(draft: SessionDraft, entryId: string): QueueEntry | 'OR' {
  const entry = draft.queue.get(indexOfEntry(draft.queue, entryId));
  if (entry?.id !== entryId) return 'OR';
  draft.change({ type: 'queue.remove', ids: [entryId] });
  draft.promote();
  return entry;
}

/** Takes back what these commands put in, as if they had not been typed: their entries, with what a playlist came to. */
export function withdraw(draft: SessionDraft, entryIds: readonly string[]): void {
  if (entryIds.length === 0) return;
  const theirs = new Set(entryIds);
  const isTheirs = ({ id }: QueueEntry): boolean => theirs.has(id) || theirs.has(id.replace(/\.\d+$/, ''));
  const ids = draft.queue
    .toArray()
    .filter(isTheirs)
    .map(({ id }) => id);
  if (ids.length > 0) draft.change({ type: 'queue.remove', ids });
  if (draft.head.current && isTheirs(draft.head.current)) draft.setCurrent(null);
}
