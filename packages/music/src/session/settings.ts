/** What a guild may set, with what it is otherwise. */
export interface SessionSettings {
  /** Entries a queue holds at most. */
  queueLimit: number;
  /** Share of the listeners who must vote for a skip, above 0 and up to 1. */
  voteRatio: number;
  /** Tracks that may fail one after the other before the music stops. */
  maxFailures: number;
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
  idleMs: 300_000,
  emptyMs: 120_000,
  parkedMs: 86_400_000,
  undoMs: 600_000,
  voiceTimeoutMs: 15_000,
  historyLimit: 50,
};
