import { List } from 'immutable';
import { applyChanges } from '../change.ts';
import type { Change } from '../change.ts';
import type { SessionDraft } from '../draft.ts';
import { noVoice } from '../state.ts';
import type { Arriving, Moving, SessionHead, SessionState } from '../state.ts';

/** From here on the session stays as it is, and whoever reads it reads the same, until the move is decided. */
export function beginMove(draft: SessionDraft, moving: Moving): void {
  draft.patch({ moving });
}

/** It stays here after all. */
export function cancelMove(draft: SessionDraft): void {
  draft.patch({ moving: null });
}

/** What was typed for the former worker is here. */
export function endArrival(draft: SessionDraft): void {
  draft.patch({ arriving: null });
}

/**
 * The session as another worker goes on with it: all of it but the voice connection and the player. Its clock runs on, so the new
 * player begins where the former one is by then. `changes` make it from nothing, or from the parked session `kept` that the worker
 * holds, whose queue comes behind the other's.
 */
export function adoptSession(
  { head: before, queue, history, stash }: SessionState,
  arriving: Arriving,
  historyLimit: number,
  kept: SessionState | null = null,
): { state: SessionState; changes: readonly Change[] } {
  const head: SessionHead = {
    ...before,
    version: 1,
    moving: null,
    arriving,
    voice: noVoice,
    silenced: null,
    node: null,
  };
  const changes: Change[] = [];
  if (kept) {
    // One stash is all there is room for, and what was taken back would be put before the wrong queue.
    Object.assign(head, { version: kept.head.version + 1, undo: null });
    if (kept.head.current) changes.push({ type: 'queue.prepend', entries: [kept.head.current] });
    if (kept.stash !== null) changes.push({ type: 'queue.discard' });
    if (queue.size > 0) changes.push({ type: 'queue.prepend', entries: queue.toArray() });
  } else {
    changes.push(...queueFromNothing({ queue, stash }));
  }
  changes.push(...historyChanges(history, historyLimit), { type: 'head', head });
  const state = applyChanges(kept ?? { head, queue: List(), history: List(), stash: null }, changes);
  if (state === null) throw new TypeError('An adoption ends no session');
  return { state, changes };
}

/** What makes a session from nothing, its head whatever version it is at. */
export function changesFromNothing(state: SessionState, historyLimit: number): Change[] {
  const { head, history } = state;
  return [...queueFromNothing(state), ...historyChanges(history, historyLimit), { type: 'head', head }];
}

function queueFromNothing({ queue, stash }: Pick<SessionState, 'queue' | 'stash'>): Change[] {
  const changes: Change[] = [];
  if (stash !== null && stash.size > 0) changes.push({ type: 'queue.append', entries: stash.toArray() });
  if (stash !== null) changes.push({ type: 'queue.stash' });
  if (queue.size > 0) changes.push({ type: 'queue.append', entries: queue.toArray() });
  return changes;
}

function historyChanges(history: SessionState['history'], keep: number): Change[] {
  return history.toArray().map((entry) => ({ type: 'history.push', entry, keep }));
}
