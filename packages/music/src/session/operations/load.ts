import type { LoadingEntry } from '@anankor/schemas';
import { indexOfEntry } from '../change.ts';
import type { SessionDraft } from '../draft.ts';

/** Loads of one entry that may be begun without an answer. What ended each time with its process would do so once more. */
export const MAX_LOADS = 3;

/**
 * Counts a load that is about to begin, so that it is known before it can do harm. `gone`: nobody waits for it any more. `givenUp`: it
 * was begun too often.
 */
export function beginLoad(draft: SessionDraft, entryId: string): LoadingEntry | 'gone' | 'givenUp' {
  const index = indexOfEntry(draft.queue, entryId);
  const entry = index < 0 ? undefined : draft.queue.get(index);
  if (entry?.state !== 'loading') return 'gone';
  if (entry.attempts >= MAX_LOADS) return 'givenUp';
  const begun = { ...entry, attempts: entry.attempts + 1 };
  draft.change({ type: 'queue.put', entry: begun });
  return begun;
}
