import type { Redis } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';

/** Guilds asked for at once. */
const BATCH = 500;

/**
 * Guilds stay with a replica for a while (ADR 0001). Where that one does not hear the guild any more, since its shard moved,
 * whoever hears it would wait for it in vain at the first command: so such guilds are freed. Not atomic, and needs not be,
 * since claims decide who acts.
 */
export async function freeGuilds(
  redis: Redis,
  keys: RedisKeys,
  guildIds: readonly string[],
  hearers: readonly string[],
): Promise<void> {
  for (let from = 0; from < guildIds.length; from += BATCH) {
    const batch = guildIds.slice(from, from + BATCH).map((guildId) => keys.guildReplica(guildId));
    const replicas = await redis.mget(...batch);
    const deaf = batch.filter((_, index) => {
      const replica = replicas[index];
      return typeof replica === 'string' && !hearers.includes(replica);
    });
    if (deaf.length > 0) await redis.unlink(...deaf);
  }
}
