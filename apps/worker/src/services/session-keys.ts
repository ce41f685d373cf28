import type { RedisKeys } from '@anankor/storage';

/** The keys of one session. */
export interface SessionKeys {
  head: string;
  queue: string;
  entries: string;
  history: string;
  stash: string;
  stashEntries: string;
  /** Guilds that have a session. */
  sessions: string;
  /** Where each parked session was last. */
  parked: string;
  /** What the masters are to say. */
  outbox: string;
}

export function sessionKeys(keys: RedisKeys, workerId: string, guildId: string): SessionKeys {
  return {
    head: keys.session(workerId, guildId),
    queue: keys.sessionQueue(workerId, guildId),
    entries: keys.sessionEntries(workerId, guildId),
    history: keys.sessionHistory(workerId, guildId),
    stash: keys.sessionStash(workerId, guildId),
    stashEntries: keys.sessionStashEntries(workerId, guildId),
    sessions: keys.sessions(workerId),
    parked: keys.parked(workerId),
    outbox: keys.outbox(workerId),
  };
}
