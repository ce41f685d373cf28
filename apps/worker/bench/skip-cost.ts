/** Skips in queues of different lengths, decided and committed one after the other. A process of `pnpm bench`. */
import { KEY_PREFIX, WORKER_ID, guildIdOf, jobOf, nowUs, serve } from '@anankor/bench';
import type { SkipMethods } from '@anankor/bench';
import { FencedCommits, createRedis } from '@anankor/ipc';
import { defaultSettings } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { redisKeys } from '@anankor/storage';
import { decide } from '../src/handlers/index.ts';
import { SessionCommits } from '../src/services/session-commits.ts';
import { SessionStore } from '../src/services/session-store.ts';
import { startSession } from './sessions.ts';

const keys = redisKeys(KEY_PREFIX);
const redis = createRedis(`redis://127.0.0.1:${process.argv[2]}`, { role: 'commands', name: 'bench-skips' });
await redis.set(keys.epoch(WORKER_ID), '1');
const commits = new SessionCommits(
  new FencedCommits({ redis, keys, workerId: WORKER_ID, epoch: 1 }),
  new SessionStore(redis, keys, WORKER_ID),
);
const facts = {
  listeners: [],
  random: Math.random,
  nodeUp: true,
  workerName: 'Anankor 1',
  settings: defaultSettings,
};
const sessions = new Map<number, SessionState>();
let jobs = 0;

const methods: SkipMethods = {
  skip: async ({ tracks, skips }) => {
    const guildId = guildIdOf(tracks);
    let state = sessions.get(tracks) ?? (await startSession(commits, guildId, tracks));
    const times = new Float64Array(skips);
    for (let n = 0; n < skips; n++) {
      const job = { ...jobOf(jobs++, 1, Date.now()), guildId };
      const began = nowUs();
      const decision = decide(state, job, Date.now(), facts);
      if (decision.state === null) throw new Error('the session ended');
      await commits.commit({
        guildId,
        before: state,
        after: decision.state,
        changes: decision.changes,
        job: { id: job.jobId, record: decision.outcome },
      });
      times[n] = nowUs() - began;
      state = decision.state;
    }
    sessions.set(tracks, state);
    return times.sort()[Math.floor(skips / 2)] ?? NaN;
  },
};
serve(methods);
