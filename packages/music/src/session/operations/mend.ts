import type { SessionDraft } from '../draft.ts';

/** Makes whole what was read with parts missing: where nothing plays the next track does, or the time without music begins. */
export function mend(draft: SessionDraft): void {
  draft.promote();
  const { current, parked, idleSince } = draft.head;
  if (idleSince === null && (parked || current === null)) draft.patch({ idleSince: draft.now });
}
