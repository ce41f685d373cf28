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
