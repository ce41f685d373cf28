import { createRedis } from '@anankor/ipc';
import { heldLink, startRedis } from '@anankor/local-stack';
import type { LocalRedis } from '@anankor/local-stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;
let server: LocalRedis;
let redis: ReturnType<typeof createRedis>;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
});
beforeEach(async () => {
  server = await startRedis({ appendonly: true });
  redis = createRedis(server.url, { role: 'commands', name: 'test' });
});
afterEach(async () => {
  await bed.stopMasters();
  redis.disconnect();
  await server.stop();
});
afterAll(() => bed.stop());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A master on the Redis of the test, with a worker in a guild, and a member who types. */
async function furnished(more: Record<string, string> = {}) {
  const { port } = await bed.startMaster({ REDIS_URL: server.url, ...more });
  await bed.commandsKnown();
  const { guild, text, member } = bed.guild([worker]);
  const entry = (await bed.redis.hget(bed.keys.registry(), worker.workerId))!;
  const { tokenHash } = JSON.parse(entry) as { tokenHash: string };
  await redis.hset(bed.keys.registry(), worker.workerId, entry);
  await redis.set(bed.keys.claim(tokenHash), 'owner');
  await redis.sadd(bed.keys.guilds(worker.workerId), guild.id);
  const type = () => member.type('/play query:x', { channel: text });
  const jobsOf = async (id: string): Promise<number> => {
    const entries = await redis.xrange(bed.keys.jobs(worker.workerId), '-', '+').catch(() => []);
    return entries.filter(([, fields]) => fields[1]?.includes(id)).length;
  };
  const metric = async (name: string): Promise<number | undefined> => {
    const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const line = body.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  };
  const failed = () => metric('anankor_interactions_total{command="play",kind="command",outcome="failed"}');
  return { type, jobsOf, metric, failed };
}

async function isReachable(): Promise<void> {
  await bed.until(() => redis.ping().catch(() => undefined), 20_000);
}

describe('a Redis outage', () => {
  it.each(['stopped', 'frozen'] as const)(
    '(%s) is told to the member within 10 s, blamed on Redis alone, counted once, and nothing happens later',
    async (how) => {
      const { type, jobsOf, metric, failed } = await furnished();
      const before = type();
      await bed.until(async () => (await jobsOf(before.id)) === 1);
      if (how === 'stopped') await server.kill();
      else process.kill(server.pid, 'SIGSTOP');
      const begun = performance.now();
      const handle = type();
      const message = await handle.reply({ timeoutMs: 30_000 });
      expect(performance.now() - begun).toBeLessThan(10_000);
      expect(said(message)).toContain('nothing was done');
      expect(said(message)).toContain(handle.id);
      expect(said(message)).not.toMatch(/retries|ECONN|ioredis/i);
      const up = (dependency: string) => metric(`anankor_dependency_up{dependency="${dependency}"}`);
      await bed.until(async () => (await up('redis')) === 0);
      // As long as a former version counted it three times.
      await pause(5_000);
      expect(await up('dynamodb')).toBe(1);
      expect(await failed()).toBe(1);
      if (how === 'stopped') await server.restart();
      else process.kill(server.pid, 'SIGCONT');
      await isReachable();
      await bed.until(async () => (await up('redis')) === 1, 20_000);
      const after = type();
      await bed.until(async () => (await jobsOf(after.id)) === 1, 20_000);
      await pause(3_000);
      expect(await jobsOf(handle.id)).toBe(0);
      expect(handle.messages).toHaveLength(1);
      expect(await failed()).toBe(1);
    },
    120_000,
  );

  it('together with one of DynamoDB is told within 10 s as open, and changes to what became of it', async () => {
    const link = await heldLink(Number(new URL(process.env['DYNAMODB_ENDPOINT']!).port));
    const { type, jobsOf, metric } = await furnished({
      DYNAMODB_ENDPOINT: `http://127.0.0.1:${link.port}`,
    });
    const before = type();
    await bed.until(async () => (await jobsOf(before.id)) === 1);
    process.kill(server.pid, 'SIGSTOP');
    link.hold();
    const begun = performance.now();
    const handle = type();
    const message = await handle.reply({ timeoutMs: 30_000 });
    expect(performance.now() - begun).toBeLessThan(10_500);
    expect(said(message)).toContain('this message changes');
    const up = (dependency: string) => metric(`anankor_dependency_up{dependency="${dependency}"}`);
    await bed.until(async () => (await up('redis')) === 0 && (await up('dynamodb')) === 0, 20_000);
    process.kill(server.pid, 'SIGCONT');
    link.release();
    await isReachable();
    // Either it is executed after all, or the member reads that it was not.
    await bed.until(async () => {
      const last = handle.messages.at(-1);
      const told = last !== undefined && said(last).includes('nothing was done');
      return told || (await jobsOf(handle.id)) === 1;
    }, 40_000);
    await pause(2_000);
    const told = said(handle.messages.at(-1)!).includes('nothing was done');
    expect(await jobsOf(handle.id)).toBe(told ? 0 : 1);
    await bed.stopMasters();
    await link.close();
  }, 120_000);
});
