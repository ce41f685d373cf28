/**
 * Points of a job between which a process may die: `committed`, its change is in Redis; `loaded`, so is what a /play found;
 * `settled`, Lavalink does what it asks; `answered`, the member has the reply and the job is not acknowledged yet.
 */
export type JobStep = 'committed' | 'loaded' | 'settled' | 'answered';

/** Called at each point; a test ends the process in it. */
export type OnStep = (step: JobStep, command: string) => Promise<void> | void;
