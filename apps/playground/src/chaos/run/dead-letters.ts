import { createRedis, DeadLetters } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import type { Letter } from '../history.ts';

/** The jobs that were given up, of these workers. */
export async function readDeadLetters(redisUrl: string, workerIds: readonly string[]): Promise<Letter[]> {
  const redis = createRedis(redisUrl, { role: 'commands', name: 'anankor-chaos' });
  try {
    const letters = new DeadLetters({ redis, keys: redisKeys(), dedupeTtlMs: 1 });
    const lists = await Promise.all(
      workerIds.map(async (workerId) => {
        const list = await letters.list(workerId, { count: 1_000 });
        return list.map(({ jobId, command, code, message, applied }) => ({
          ...{ workerId, jobId, command, code, message, applied },
        }));
      }),
    );
    return lists.flat();
  } finally {
    redis.disconnect();
  }
}
