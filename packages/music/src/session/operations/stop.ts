import type { SessionDraft } from '../draft.ts';

/** Stops the music and clears the queue; can be taken back. */
export function stop(draft: SessionDraft): { cleared: number } | 'NP' {
  const { current } = draft.head;
  const count = draft.queue.size + (current ? 1 : 0);
  if (count === 0) return 'NP';
  const positionMs = draft.positionMs;
  draft.change({ type: 'queue.stash' });
  draft.setCurrent(null);
  draft.patch({ undo: { what: 'stop', at: draft.now, count, current, positionMs } });
  return { cleared: count };
}

/** Takes the last stop or shuffle back. What came into the queue since comes after what comes back. */
export function undo(draft: SessionDraft): { what: 'stop' | 'shuffle'; count: number } | 'nothing' {
  const { undo: record } = draft.head;
  const { stash } = draft.state;
  if (record === null || stash === null) return 'nothing';
  draft.patch({ undo: null });
  if (record.what === 'shuffle') unshuffle(draft);
  else restore(draft, record);
  return { what: record.what, count: record.count };
}

function unshuffle(draft: SessionDraft): void {
  const present = new Set(draft.queue.toArray().map((entry) => entry.id));
  const before = (draft.state.stash?.toArray() ?? [])
    .map((entry) => entry.id)
    .filter((id) => present.has(id));
  const known = new Set(before);
  const since = [...present].filter((id) => !known.has(id));
  draft.change({ type: 'queue.order', ids: [...before, ...since] });
  draft.change({ type: 'queue.discard' });
  draft.promote();
}

function restore(
  draft: SessionDraft,
  record: { current: SessionDraft['head']['current']; positionMs: number },
): void {
  const since = draft.queue.toArray();
  const loading = (draft.state.stash?.toArray() ?? []).filter((entry) => entry.state === 'loading');
  draft.change({ type: 'queue.unstash' });
  // Their loads were answered as removed when they came in.
  if (loading.length > 0) draft.change({ type: 'queue.remove', ids: loading.map((entry) => entry.id) });
  if (since.length > 0) draft.change({ type: 'queue.append', entries: since });
  if (record.current && draft.head.current === null && !draft.head.parked)
    draft.setCurrent(record.current, record.positionMs);
  else if (record.current) draft.change({ type: 'queue.prepend', entries: [record.current] });
  draft.promote();
}

/** What can no longer be taken back is forgotten. */
export function forgetUndo(draft: SessionDraft): void {
  if (draft.head.undo === null) return;
  draft.patch({ undo: null });
  draft.change({ type: 'queue.discard' });
}
