import { createRedis } from '@anankor/ipc';
import type { Write } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { guildsOfShard } from '../src/bot/shard-of.ts';
import { WorkerRegistry } from '../src/services/worker-registry.ts';

const redis = createRedis(process.env['REDIS_URL'] ?? '', { role: 'commands', name: 'worker-registry-test' });
const keys = redisKeys(`registry-test-${process.pid}`);
const workerId = '100000000000000001';
const guilds = async (): Promise<string[]> => (await redis.smembers(keys.guilds(workerId))).sort();
const guildOf = (shard: number, n: number): string => String(BigInt(shard + 2 * n) << 22n);

let writes = 0;
let failing = false;
async function write(list: readonly Write[]): Promise<void> {
  if (failing) throw new Error('refused');
  writes += 1;
  for (const [command, key, ...args] of list) await redis.call(command, key, ...args);
}

async function registry(): Promise<WorkerRegistry> {
  const made = new WorkerRegistry({ redis, write, keys, workerId, tokenHash: 'h', label: 'worker-1' });
  await made.load();
  return made;
}

afterAll(async () => {
  await redis.del(keys.guilds(workerId), keys.registry());
  redis.disconnect();
});

describe('WorkerRegistry', () => {
  it('keeps the guilds of other shards when one identifies anew', async () => {
    const one = await registry();
    const [even, odd] = [0, 1].map((shard) => [guildOf(shard, 1), guildOf(shard, 2)]) as [string[], string[]];
    await one.ready('Bot', even, guildsOfShard([0, 2]));
    await one.ready('Bot', odd, guildsOfShard([1, 2]));
    expect(await guilds()).toEqual([...even, ...odd].sort());
    await one.ready('Bot', even.slice(0, 1), guildsOfShard([0, 2]));
    expect(await guilds()).toEqual([...even.slice(0, 1), ...odd].sort());
    await one.left(odd[0]!);
    expect(await guilds()).toEqual([even[0], odd[1]].sort());
  });

  it('writes a guild down once, over its owners, and again where that failed', async () => {
    const [guild] = await guilds();
    const next = await registry();
    writes = 0;
    await next.joined(guild!);
    expect(writes).toBe(0);
    failing = true;
    await expect(next.joined('1')).rejects.toThrow('refused');
    failing = false;
    await next.joined('1');
    expect(await guilds()).toContain('1');
  });
});
