/**
 * Points of a job between which a process may die: `committed`, its change is in Redis; `loaded`, so is what a /play found;
 * `settled`, Lavalink does what it asks; `answered`, the member has the reply and the job is not acknowledged yet.
 */
export type JobStep = 'committed' | 'loaded' | 'settled' | 'answered' | MoveStep;

/**
 * The same of a session's move to another bot (the command is then `move`), in order. In the source: `frozen`, the move is in Redis;
 * `offered`, it is on the target's stream. In the target: `seated` in the channel; `assigned`, the channel is its own in DynamoDB;
 * `adopted`, so is the session in Redis; `told`, the source hears of it. In the source: `forwarded`, what was typed meanwhile is with
 * the target; `ended`, its session is gone; `flushed`, the target knows.
 */
export type MoveStep =
  'frozen' | 'offered' | 'seated' | 'assigned' | 'adopted' | 'told' | 'forwarded' | 'ended' | 'flushed';

/** Called at each point; a test ends the process in it. */
export type OnStep = (step: JobStep, command: string) => Promise<void> | void;
