import type { SessionDraft } from '../draft.ts';

/** A copy in random order (Fisher and Yates); `random` gives numbers from 0 up to but not 1. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}

/** Brings the queue into random order; can be taken back. */
export function shuffle(draft: SessionDraft, random: () => number): { count: number } | 'EQ' {
  const count = draft.queue.size;
  if (count === 0) return 'EQ';
  const ids = draft.queue.toArray().map((entry) => entry.id);
  draft.change({ type: 'queue.copy' });
  draft.change({ type: 'queue.order', ids: shuffled(ids, random) });
  draft.patch({ undo: { what: 'shuffle', at: draft.now, count } });
  draft.promote();
  return { count };
}
