/** Acquires a lease, says so, and does as it is told: `commit` and `release`. Settings: url, prefix, tokens, ttlMs, name. */
import { redisKeys } from '@anankor/storage';
import { FencedCommits, WorkerLease, createRedis } from '../../src/index.ts';

interface Settings {
  url: string;
  prefix: string;
  tokens: string[];
  ttlMs: number;
  name: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const redis = createRedis(settings.url, { role: 'commands', name: settings.name });
const keys = redisKeys(settings.prefix);
const lease = await WorkerLease.acquire({
  redis,
  keys,
  tokens: settings.tokens,
  owner: settings.name,
  ttlMs: settings.ttlMs,
  renewEveryMs: settings.ttlMs / 3,
  signal: new AbortController().signal,
});
const { workerId, epoch } = lease;
const commits = new FencedCommits({ redis, keys, workerId, epoch });
lease.lost.addEventListener('abort', () => process.send?.({ lost: String(lease.lost.reason) }));
process.on('message', (message: { do: string }) => {
  if (message.do === 'release') void lease.release().then(() => process.send?.({ released: true }));
  if (message.do === 'commit') {
    const held = lease.held();
    void commits
      .commit({ writes: [['RPUSH', keys.sessionHistory(workerId, 'log'), settings.name]] })
      .then(({ outcome }) => process.send?.({ outcome, held }));
  }
});
process.send?.({ acquired: workerId, epoch });
