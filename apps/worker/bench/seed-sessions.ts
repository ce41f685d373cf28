/** Writes sessions as a former owner of a worker left them. A process of `pnpm bench`. */
import { serve } from '@anankor/bench';
import type { SeedMethods } from '@anankor/bench';
import { FencedCommits, createRedis } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import { SessionCommits } from '../src/services/session-commits.ts';
import { SessionStore } from '../src/services/session-store.ts';
import { startSession } from './sessions.ts';

const methods: SeedMethods = {
  seed: async ({ redisUrl, workerId, guildIds, tracks }) => {
    const redis = createRedis(redisUrl, { role: 'commands', name: 'bench-seed' });
    const keys = redisKeys();
    await redis.set(keys.epoch(workerId), '1');
    const commits = new SessionCommits(
      new FencedCommits({ redis, keys, workerId, epoch: 1 }),
      new SessionStore(redis, keys, workerId),
    );
    await Promise.all(guildIds.map((guildId) => startSession(commits, guildId, tracks)));
    redis.disconnect();
  },
};
serve(methods);
