import { KEY_PREFIX, WORKER_ID, guildIdOf } from '@anankor/bench';
import { FencedCommits, createRedis } from '@anankor/ipc';
import { defaultSettings } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import type { Job } from '@anankor/schemas';
import { redisKeys } from '@anankor/storage';
import { decide } from '../src/handlers/index.ts';
import { SessionCommits } from '../src/services/session-commits.ts';
import { SessionStore } from '../src/services/session-store.ts';
import { startSession } from './sessions.ts';

export const facts = {
  listeners: [],
  random: Math.random,
  nodeUp: true,
  playerUp: true,
  workerName: 'Anankor 1',
  settings: defaultSettings,
};

/** What a worker does with a job between delivery and acknowledgement: decide, and commit the session with the reply. */
export class SessionWork {
  readonly redis;
  readonly keys = redisKeys(KEY_PREFIX);
  readonly #commits: SessionCommits;
  readonly #sessions = new Map<string, SessionState>();

  constructor(url: string) {
    this.redis = createRedis(url, { role: 'commands', name: 'bench-worker' });
    const { redis, keys } = this;
    this.#commits = new SessionCommits(
      new FencedCommits({ redis, keys, workerId: WORKER_ID, epoch: 1 }),
      new SessionStore(redis, keys, WORKER_ID),
    );
  }

  /** A session with so many tracks to come in each guild, in an empty Redis. */
  async prepare(guildIds: readonly string[], tracks: number): Promise<void> {
    await this.redis.set(this.keys.epoch(WORKER_ID), '1');
    await Promise.all(
      guildIds.map(async (guildId) =>
        this.#sessions.set(guildId, await startSession(this.#commits, guildId, tracks)),
      ),
    );
  }

  /** One after the other in a guild. */
  async apply(job: Job): Promise<void> {
    const { guildId } = job;
    const before = this.#sessions.get(guildId) ?? null;
    const { state, changes, outcome } = decide(before, job, Date.now(), facts);
    if (state === null || changes.length === 0) throw new Error(JSON.stringify(outcome));
    const commit = { guildId, before, after: state, changes, job: { id: job.jobId, record: outcome } };
    const result = await this.#commits.commit(commit);
    if (result.outcome !== 'committed') throw new Error(result.outcome);
    this.#sessions.set(guildId, state);
  }
}

export const guildsUpTo = (count: number): string[] =>
  Array.from({ length: count }, (_, guild) => guildIdOf(guild));
