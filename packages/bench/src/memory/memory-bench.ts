import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Platform, spawnService } from '@anankor/local-stack';
import { redisKeys } from '@anankor/storage';
import { Redis } from 'ioredis';
import type { BenchOptions } from '../options.ts';
import { Peer } from '../processes/peer.ts';
import { target } from '../report/section.ts';
import type { Section } from '../report/section.ts';
import { figure } from '../report/spread.ts';
import type { FeederMethods } from './feeder.ts';
import { guildIdOf } from './guilds.ts';

/** What apps/worker/bench/seed-sessions.ts answers to. */
export type SeedMethods = {
  seed(order: { redisUrl: string; workerId: string; guildIds: string[]; tracks: number }): Promise<void>;
};

interface Case {
  guilds: number;
  sessions: number;
}

interface Measured extends Case {
  shards: number;
  rssMb: number;
  readySeconds: number;
  /** Guilds the worker has written down; all of them, if all is well. */
  known: number;
}

const cases: readonly Case[] = [
  { guilds: 1_000, sessions: 0 },
  { guilds: 1_000, sessions: 1_000 },
  { guilds: 10_000, sessions: 0 },
  { guilds: 100_000, sessions: 0 },
];
const TRACKS = 20;
const root = new URL('../../../../', import.meta.url);
const file = (path: string): string => fileURLToPath(new URL(path, root));

export async function memoryBench(
  { only, rounds }: BenchOptions,
  say: (what: string) => void,
): Promise<Section> {
  const results: Measured[] = [];
  // A quick run among others leaves the large one out.
  const chosen = rounds > 2 || only.includes('memory') ? cases : cases.slice(0, -1);
  for (const one of chosen) {
    const measured = await measure(one);
    results.push(measured);
    say(`memory: ${JSON.stringify(measured)}`);
  }
  return sectionOf(results);
}

async function measure({ guilds, sessions }: Case): Promise<Measured> {
  const platform = await Platform.start({
    workerBots: 1,
    workers: 0,
    masters: 0,
    nodes: 0,
    env: { LAVALINK_NODES: 'node1=127.0.0.1:1' },
  });
  const redis = new Redis(platform.redis.url);
  const workerId = platform.workerBots[0]?.botUserId ?? '';
  const feeder = await Peer.start<FeederMethods>({
    entry: fileURLToPath(new URL('./feeder.ts', import.meta.url)),
    args: [String(guilds), workerId],
  });
  try {
    const { port, shards } = await feeder.call('state');
    if (sessions > 0) await seed(platform.redis.url, workerId, sessions);
    const began = performance.now();
    const worker = await spawnService({
      name: 'worker',
      entry: file('apps/worker/src/index.ts'),
      env: { ...(await platform.workerEnvironment()), DISCORD_API_URL: `http://127.0.0.1:${port}/api` },
    });
    const sent = async (): Promise<boolean> => (await feeder.call('state')).sent >= guilds;
    while (!(await sent())) {
      if (worker.exit) throw new Error(`The worker ended:\n${worker.output.text.slice(-2_000)}`);
      await wait(100);
    }
    const readySeconds = (performance.now() - began) / 1000;
    const rssMb = await settledRssMb(worker.pid);
    const known = await redis.scard(redisKeys().guilds(workerId));
    await worker.stop();
    return { guilds, sessions, shards, rssMb, readySeconds, known };
  } finally {
    redis.disconnect();
    await feeder.stop();
    await platform.stop();
  }
}

async function seed(redisUrl: string, workerId: string, sessions: number): Promise<void> {
  const seeder = await Peer.start<SeedMethods>({ entry: file('apps/worker/bench/seed-sessions.ts') });
  const guildIds = Array.from({ length: sessions }, (_, n) => guildIdOf(n));
  await seeder.call('seed', { redisUrl, workerId, guildIds, tracks: TRACKS });
  await seeder.stop();
}

/** Resident memory once it has not moved by more than 2 % for ten seconds, at most for a minute. */
async function settledRssMb(pid: number): Promise<number> {
  const seen: number[] = [];
  for (let second = 0; second < 60; second++) {
    seen.push(rssMbOf(pid));
    const latest = seen.slice(-10);
    if (latest.length === 10 && Math.max(...latest) < Math.min(...latest) * 1.02) break;
    await wait(1_000);
  }
  return seen.at(-1) ?? NaN;
}

function rssMbOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

function sectionOf(results: readonly Measured[]): Section {
  const largest = results.filter(({ guilds }) => guilds === 100_000).map(({ rssMb }) => rssMb);
  return {
    name: 'memory',
    title: 'Memory of a worker',
    method: `Resident memory of a worker process, run from its TypeScript sources, after everything settled. Its gateway is a
process that speaks the protocol: as many shards as Discord asks for (2,500 guilds each), a GUILD_CREATE of some 9 kB for each
guild, ten people in voice in every tenth. The sessions have a track that plays and ${TRACKS} to come; they are taken over from
Redis, as after a fail-over, while no Lavalink node is up.`,
    tables: [
      {
        caption: 'Resident memory, MB',
        head: ['guilds', 'live sessions', 'shards', 'MB', 'all guilds told, s', 'guilds known'],
        rows: results.map(({ guilds, sessions, shards, rssMb, readySeconds, known }) =>
          [guilds, sessions, shards, rssMb, readySeconds, known].map((value) => figure(value)),
        ),
      },
    ],
    targets: largest.length > 0 ? [target('A worker in 100,000 guilds', 'at most', 400, 'MB', largest)] : [],
  };
}
