import type { Delivery } from '@anankor/ipc';
import type { SessionState } from '@anankor/music';
import type { JobRecord } from './job-record.ts';
import type { Place } from './move-jobs.ts';
import type { SessionCommit } from './session-commits.ts';

/** What a move may do with the guild's lane it works in. */
export interface MoveHost {
  readonly guildId: string;
  state(): SessionState | null;
  /** No /play is under way, and none may be: the loads were left to the next owner. */
  settled(): boolean;
  commit(part: Pick<SessionCommit, 'after' | 'changes' | 'job'>): Promise<JobRecord | null>;
  /** Works on a delivery that was held up, as the lane does: what fails is its own failure, and is tried again or given up. */
  work(delivery: Delivery): Promise<void>;
  /** Goes on behind one that was applied before. */
  resume(delivery: Delivery, record: JobRecord): Promise<void>;
  /** Compares what is wanted of the player with what is. */
  reconcile(): void;
  /** Brings a decision into the lane. */
  decide(decision: MoveDecision): void;
}

/** What became of a move; `refusal` null: the worker it was offered to, `by`, has the session. */
export interface MoveDecision {
  moveId: string;
  by: string;
  place: Place;
  refusal: string | null;
}

/** `refusal` null: the session is with the other worker. `begun` false: it could not move just now, whichever worker it is offered to. */
export interface MoveOutcome {
  begun: boolean;
  refusal: string | null;
}
