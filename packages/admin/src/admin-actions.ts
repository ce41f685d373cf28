import type { AdminActions } from '@anankor/service';
import type { Operator } from './operator.ts';

/** The operator's hands as the admin routes use them, with what the process adds of its own. */
export function adminActions(
  operator: Operator,
  own: Pick<AdminActions, 'sessions' | 'drain' | 'moveSessions'> = {},
): AdminActions {
  return {
    workers: () => operator.workers(),
    deadLetters: (query) => operator.deadLetters(query),
    deadLetter: (worker, id) => operator.deadLetter(worker, id),
    replay: (worker, id) => operator.replay(worker, id),
    undrain: (worker) => operator.undrain(worker),
    drop: (worker, id) => operator.drop(worker, id),
    ...own,
  };
}
