/** Commits of skips, whole and with less in them. A process of `pnpm bench`. Arguments: the port of its Redis. */
import { KEY_PREFIX, WORKER_ID, cpuUs, guildIdOf, jobOf, serve } from '@anankor/bench';
import type { CommitKind, CommitMethods } from '@anankor/bench';
import { FencedCommits, createRedis } from '@anankor/ipc';
import type { Commit, CommitOutcome, Write } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import { decide } from '../src/handlers/index.ts';
import { SessionCommits } from '../src/services/session-commits.ts';
import type { SessionCommit } from '../src/services/session-commits.ts';
import { SessionStore } from '../src/services/session-store.ts';
import { facts } from './session-work.ts';
import { startSession } from './sessions.ts';

const GUILDS = 200;
const QUEUE = 10;
const UNDER_WAY = 256;

/** As long as an id is not cut. */
const LONGEST_KEPT = 20;

function short([command, key, ...args]: Write): Write {
  return [command, key, ...args.map((arg) => (String(arg).length > LONGEST_KEPT ? 'x' : arg))];
}

const cut: Record<CommitKind, (commit: Commit) => Commit> = {
  whole: (commit) => commit,
  short: ({ writes, session, job }) => ({
    writes: writes.map(short),
    ...(session ? { session } : {}),
    ...(job ? { job: { ...job, reply: '{}' } } : {}),
  }),
  least: ({ session, job }) => ({
    writes: [],
    ...(session ? { session } : {}),
    ...(job ? { job: { ...job, reply: '{}' } } : {}),
  }),
};

class CutCommits extends FencedCommits {
  kind: CommitKind = 'whole';

  override commit(commit: Commit): Promise<CommitOutcome> {
    return super.commit(cut[this.kind](commit));
  }
}

const redis = createRedis(`redis://127.0.0.1:${process.argv[2]}`, {
  role: 'commands',
  name: 'bench-worker',
});
const keys = redisKeys(KEY_PREFIX);
const fenced = new CutCommits({ redis, keys, workerId: WORKER_ID, epoch: 1 });
const commits = new SessionCommits(fenced, new SessionStore(redis, keys, WORKER_ID));
let ready: SessionCommit[] = [];
let jobs = 0;

/** Sessions, and so many skips of them decided. Microseconds of CPU that deciding one took. */
async function prepare(kind: CommitKind, count: number): Promise<number> {
  await redis.flushall();
  await redis.set(keys.epoch(WORKER_ID), '1');
  fenced.kind = 'whole';
  const guildIds = Array.from({ length: GUILDS }, (_, n) => guildIdOf(n));
  const states = await Promise.all(guildIds.map((guildId) => startSession(commits, guildId, QUEUE)));
  fenced.kind = kind;
  const now = Date.now();
  const began = cpuUs();
  ready = Array.from({ length: count }, (_, n) => {
    const guild = n % GUILDS;
    const [guildId, before] = [guildIds[guild], states[guild]];
    if (guildId === undefined || before === undefined) throw new Error(`no guild ${guild}`);
    const job = { ...jobOf(jobs++, 1, now), guildId };
    const { state: after, changes, outcome: record } = decide(before, job, now, facts);
    if (after === null) throw new Error('a skip ended the session');
    states[guild] = after;
    return { guildId, before, after, changes, job: { id: job.jobId, record } };
  });
  return (cpuUs() - began) / count;
}

/** Bytes of keys and arguments that a commit sends, the batch's own included. */
async function bytesOf(count: number): Promise<number> {
  const { evalsha } = redis;
  let bytes = 0;
  redis.evalsha = ((...args: Parameters<typeof evalsha>) => {
    for (const arg of args) bytes += String(arg).length;
    return evalsha.apply(redis, args);
  }) as typeof evalsha;
  await run(ready.splice(0, count));
  redis.evalsha = evalsha;
  return bytes / count;
}

async function run(list: readonly SessionCommit[]): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let commit = list[next++]; commit; commit = list[next++]) {
      const { outcome } = await commits.commit(commit);
      if (outcome !== 'committed') throw new Error(outcome);
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, lane));
}

const methods: CommitMethods = {
  prepare: async ({ kind, commits: count }) => {
    const decideUs = await prepare(kind, count + GUILDS * QUEUE);
    return { decideUs, bytes: await bytesOf(GUILDS * QUEUE) };
  },
  run: async () => {
    const list = ready;
    const began = cpuUs();
    await run(list);
    return (cpuUs() - began) / list.length;
  },
};
serve(methods);
