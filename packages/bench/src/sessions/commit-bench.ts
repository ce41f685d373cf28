import { fileURLToPath } from 'node:url';
import { startRedis } from '@anankor/local-stack';
import { Redis } from 'ioredis';
import type { BenchOptions } from '../options.ts';
import { Peer } from '../processes/peer.ts';
import { redisUsage } from '../queues/redis-usage.ts';
import type { Section } from '../report/section.ts';
import { figure, spreadOf, spreadText } from '../report/spread.ts';

/** What a commit has in it: all, the same commands with values of a few bytes, or the version and the job's record alone. */
export type CommitKind = 'whole' | 'short' | 'least';

/** What apps/worker/bench/commit-cost.ts answers to; microseconds of CPU are of one commit. */
export type CommitMethods = {
  prepare(order: { kind: CommitKind; commits: number }): Promise<{ decideUs: number; bytes: number }>;
  run(argument?: undefined): Promise<number>;
};

const kinds: Record<CommitKind, string> = {
  whole: 'whole: playback, order of the queue, record of the reply',
  short: 'the same commands, values of a few bytes',
  least: 'version and record alone, a few bytes',
};
const commitCost = fileURLToPath(new URL('../../../../apps/worker/bench/commit-cost.ts', import.meta.url));

interface Sample {
  bytes: number;
  commands: number;
  redisUs: number;
  clientUs: number;
  decideUs: number;
}

export async function commitBench(
  { rounds, seconds }: BenchOptions,
  say: (what: string) => void,
): Promise<Section> {
  const server = await startRedis();
  const redis = new Redis({ host: '127.0.0.1', port: server.port });
  const process = await Peer.start<CommitMethods>({ entry: commitCost, args: [String(server.port)] });
  const commits = Math.round(seconds * 20_000);
  const samples: Record<CommitKind, Sample[]> = { whole: [], short: [], least: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const kind of Object.keys(kinds) as CommitKind[]) {
        const { decideUs, bytes } = await process.call('prepare', { kind, commits });
        const before = await redisUsage(redis);
        const clientUs = await process.call('run');
        const after = await redisUsage(redis);
        const redisUs = (after.cpuUs - before.cpuUs) / commits;
        const commands = (after.commands - before.commands) / commits;
        // The first round warms up.
        if (round > 0) samples[kind].push({ bytes, commands, redisUs, clientUs, decideUs });
        say(`commit: round ${round}/${rounds}, ${kind}: ${redisUs.toFixed(1)} µs of Redis`);
      }
    }
  } finally {
    redis.disconnect();
    await process.stop();
    await server.stop();
  }
  return section(samples, commits);
}

function section(samples: Record<CommitKind, Sample[]>, commits: number): Section {
  const of = (kind: CommitKind, what: keyof Sample): string =>
    spreadText(spreadOf(samples[kind].map((sample) => sample[what])));
  const decided = Object.values(samples).flatMap((all) => all.map(({ decideUs }) => decideUs));
  return {
    name: 'commit',
    title: 'What a commit costs',
    method: `${commits.toLocaleString('en-US')} commits of a skip in each round, decided before, in 200 guilds and in batches as a busy worker
makes them; whole, and with less and less in them. _Client_ is the worker's side: making the writes, sending them, settling the answers.`,
    tables: [
      {
        caption: 'CPU of a commit (µs)',
        head: ['', 'bytes', 'commands in Redis', 'Redis', 'client'],
        rows: (Object.keys(kinds) as CommitKind[]).map((kind) => [
          kinds[kind],
          figure(spreadOf(samples[kind].map(({ bytes }) => bytes)).median),
          of(kind, 'commands'),
          of(kind, 'redisUs'),
          of(kind, 'clientUs'),
        ]),
      },
      {
        caption: 'And before it (µs)',
        head: ['', 'worker'],
        rows: [['`decide`', spreadText(spreadOf(decided))]],
      },
    ],
    targets: [],
  };
}
