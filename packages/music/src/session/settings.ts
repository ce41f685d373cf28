/** What a guild may set, with what it is otherwise. */
export interface SessionSettings {
  /** Entries a queue holds at most. */
  queueLimit: number;
  /** Share of the listeners who must vote for a skip, above 0 and up to 1. */
  voteRatio: number;
  /** Tracks that may fail one after the other before the music stops. */
  maxFailures: number;
  /** Plays that may be over within `briefMs` one after the other before the music stops: a loop of a track that is no sound has an end. */
  maxBrief: number;
  briefMs: number;
  /** Milliseconds that the music waits for a node before members are told. */
  waitToldMs: number;
  /** Milliseconds without music, and without listeners, after which the session ends. */
  idleMs: number;
  emptyMs: number;
  /** Milliseconds for which a parked session keeps its queue. */
  parkedMs: number;
  /** Milliseconds for which a stop or shuffle can be taken back. */
  undoMs: number;
  /** Milliseconds a voice connection may take before it is asked for again. */
  voiceTimeoutMs: number;
  /** Played tracks that are remembered. */
  historyLimit: number;
}

export const defaultSettings: SessionSettings = {
  queueLimit: 10_000,
  voteRatio: 0.5,
  maxFailures: 5,
  maxBrief: 20,
  briefMs: 1_000,
  waitToldMs: 5_000,
  idleMs: 300_000,
  emptyMs: 120_000,
  parkedMs: 86_400_000,
  undoMs: 600_000,
  voiceTimeoutMs: 15_000,
  historyLimit: 50,
};
