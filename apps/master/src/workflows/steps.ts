/**
 * Points of a submission between which a process may die; in this order, `deferred` and `claimed` in either, `given up` instead of
 * `claimed`, `answered` instead of `enqueued`.
 */
export type SubmissionStep =
  | 'elected'
  | 'deferred'
  | 'claimed'
  | 'given up'
  | 'placed'
  | 'decided'
  | 'enqueued'
  | 'answered'
  | 'completed';

/** The same of a message of the outbox: Discord has it, and the entry is still there. */
export type OutboxStep = 'said';

/** Called at each point; a test ends the process in it. */
export type OnStep = (step: SubmissionStep | OutboxStep) => Promise<void> | void;
