import type { Change } from './change.ts';
import { SessionDraft } from './draft.ts';
import type { SessionSettings } from './settings.ts';
import type { SessionState } from './state.ts';

export interface Transition<Result> {
  /** null: the session ended. */
  state: SessionState | null;
  /** Empty when nothing changed; then `state` is the one it began with. */
  changes: readonly Change[];
  result: Result;
}

/** Lets `work` alter a session at the time `now` (milliseconds since the epoch). Its version grows by one if it did. */
export function transition<Result>(
  state: SessionState,
  now: number,
  work: (draft: SessionDraft) => Result,
  settings?: SessionSettings,
): Transition<Result> {
  const draft = new SessionDraft(state, now, settings);
  const result = work(draft);
  return { ...draft.finish(), result };
}
