import type { RedisKeys } from '@anankor/storage';
import type { Write } from './write.ts';

/** The writes after which nothing is left of a session, whatever is stored of it. The guild stays known until its assignment is released. */
export function sessionDropWrites(keys: RedisKeys, workerId: string, guildId: string): Write[] {
  const all = [
    keys.session(workerId, guildId),
    keys.sessionQueue(workerId, guildId),
    keys.sessionEntries(workerId, guildId),
    keys.sessionHistory(workerId, guildId),
    keys.sessionStash(workerId, guildId),
    keys.sessionStashEntries(workerId, guildId),
  ];
  return [...all.map((key): Write => ['DEL', key]), ['HDEL', keys.parked(workerId), guildId]];
}
