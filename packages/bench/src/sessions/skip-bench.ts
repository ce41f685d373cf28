import { fileURLToPath } from 'node:url';
import { startRedis } from '@anankor/local-stack';
import { Redis } from 'ioredis';
import type { BenchOptions } from '../options.ts';
import { Peer } from '../processes/peer.ts';
import { redisUsage } from '../queues/redis-usage.ts';
import { target } from '../report/section.ts';
import type { Section } from '../report/section.ts';
import { ratios, spreadOf, spreadText } from '../report/spread.ts';

/** What apps/worker/bench/skip-cost.ts answers to: the median time of a skip, microseconds. */
export type SkipMethods = {
  skip(order: { tracks: number; skips: number }): Promise<number>;
};

const lengths = [10, 10_000] as const;
const skipCost = fileURLToPath(new URL('../../../../apps/worker/bench/skip-cost.ts', import.meta.url));

export async function skipBench(
  { rounds, seconds }: BenchOptions,
  say: (what: string) => void,
): Promise<Section> {
  const server = await startRedis();
  const redis = new Redis({ host: '127.0.0.1', port: server.port });
  const process = await Peer.start<SkipMethods>({ entry: skipCost, args: [String(server.port)] });
  const skips = Math.round(seconds * 800);
  const whole = new Map(lengths.map((tracks) => [tracks, [] as number[]]));
  const redisCpu = new Map(lengths.map((tracks) => [tracks, [] as number[]]));
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const tracks of lengths) {
        // The first round makes the session, and warms up.
        const before = await redisUsage(redis);
        const median = await process.call('skip', { tracks, skips });
        const after = await redisUsage(redis);
        if (round === 0) continue;
        whole.get(tracks)?.push(median);
        redisCpu.get(tracks)?.push((after.cpuUs - before.cpuUs) / skips);
        say(`skip: round ${round}/${rounds}, queue of ${tracks}: ${median.toFixed(0)} µs`);
      }
    }
  } finally {
    redis.disconnect();
    await process.stop();
    await server.stop();
  }
  const of = (samples: typeof whole, tracks: (typeof lengths)[number]): number[] => samples.get(tracks) ?? [];
  return {
    name: 'skip',
    title: 'A skip in a short and in a long queue',
    method: `\`decide\`, the commit with all its checks and writes, and the answer of Redis, ${skips} times one after the other
in each round. The queue is on repeat, so it keeps its length.`,
    tables: [
      {
        caption: 'Microseconds a skip',
        head: ['tracks in the queue', 'whole', "of it Redis's CPU"],
        rows: lengths.map((tracks) => [
          tracks.toLocaleString('en-US'),
          spreadText(spreadOf(of(whole, tracks))),
          spreadText(spreadOf(of(redisCpu, tracks))),
        ]),
      },
    ],
    targets: [
      target(
        'A skip in a queue of 10,000, to one in a queue of 10',
        'at most',
        1.2,
        '×',
        ratios(of(whole, 10_000), of(whole, 10)),
      ),
      target("Redis's CPU for it", 'at most', 1.2, '×', ratios(of(redisCpu, 10_000), of(redisCpu, 10))),
    ],
  };
}
