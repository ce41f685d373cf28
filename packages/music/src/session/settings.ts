import { defaultGuildSettings } from '@anankor/schemas';
import type { GuildSettingsValues } from '@anankor/schemas';

/** What an operation goes by: the guild's settings in the session's units, and the operator's. */
export interface SessionSettings {
  /** Entries a queue holds at most. */
  queueLimit: number;
  /** Per cent, the most a member may set. */
  maxVolume: number;
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

/** What a guild's settings are to a session. */
function ofGuild(values: GuildSettingsValues) {
  return {
    queueLimit: values.maxQueueLength,
    maxVolume: values.maxVolume,
    voteRatio: values.voteRatio,
    idleMs: milliseconds(values.idleSeconds),
    emptyMs: milliseconds(values.leaveOnEmptySeconds),
  };
}

/** No time at all means never. */
function milliseconds(seconds: number | null): number {
  return seconds === null ? Infinity : seconds * 1000;
}

export const defaultSettings: SessionSettings = {
  ...ofGuild(defaultGuildSettings),
  maxFailures: 5,
  maxBrief: 20,
  briefMs: 1_000,
  waitToldMs: 5_000,
  parkedMs: 86_400_000,
  undoMs: 600_000,
  voiceTimeoutMs: 15_000,
  historyLimit: 50,
};

/** The settings of one session. `values` null: nothing was set in its guild, so `base` holds. */
export function sessionSettings(base: SessionSettings, values: GuildSettingsValues | null): SessionSettings {
  return values === null ? base : { ...base, ...ofGuild(values) };
}
