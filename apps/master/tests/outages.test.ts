import { startRedis } from '@anankor/local-stack';
import { createRedis } from '@anankor/ipc';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
});
afterEach(() => bed.stopMasters());
afterAll(() => bed.stop());

async function furnished() {
  const place = bed.guild([worker]);
  await bed.joined(worker, place.guild);
  return place;
}

/** Copies the stand-in worker's entries, since it lives in the shared Redis. */
async function introduceWorker(url: string, guildId: string) {
  const redis = createRedis(url, { role: 'commands', name: 'test' });
  const entry = (await bed.redis.hget(bed.keys.registry(), worker.workerId))!;
  const { tokenHash } = JSON.parse(entry) as { tokenHash: string };
  await redis.hset(bed.keys.registry(), worker.workerId, entry);
  await redis.set(bed.keys.claim(tokenHash), 'owner');
  await redis.sadd(bed.keys.guilds(worker.workerId), guildId);
  return redis;
}

describe('a command', () => {
  it('outlives a Redis that goes and comes back', async () => {
    const server = await startRedis({ appendonly: true });
    const { guild, text, member } = await furnished();
    const redis = await introduceWorker(server.url, guild.id);
    await bed.startMaster({ REDIS_URL: server.url });
    await bed.commandsKnown();
    await server.kill();
    const handle = await member.type('/play query:x', { channel: text }).acked();
    expect(handle.responseType).toBe(5);
    await server.restart();
    const found = await bed.until(async () => {
      const entries = await redis.xrange(bed.keys.jobs(worker.workerId), '-', '+').catch(() => []);
      return entries.find(([, fields]) => fields[1]?.includes(handle.id));
    }, 40_000);
    expect(found[1][1]).toContain('"command":"play"');
    redis.disconnect();
    await server.stop();
  }, 90_000);

  it('is answered with an error, and a reference, when DynamoDB is gone', async () => {
    const server = await bed.ownDynamodb();
    const { port } = await bed.startMaster({ DYNAMODB_ENDPOINT: server.endpoint });
    await bed.commandsKnown();
    const { text, member } = await furnished();
    await server.stop();
    const handle = member.type('/play query:x', { channel: text });
    const message = await handle.reply({ timeoutMs: 30_000 });
    expect(said(message)).toContain(handle.id);
    expect((message.flags ?? 0) & 64).toBe(64);
    await bed.until(async () => (await bed.redis.zscore(bed.keys.openInteractions(), handle.id)) === null);
    const ready = await bed.until(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/ready`);
      return answer.status === 503 && ((await answer.json()) as object);
    });
    expect(ready).toMatchObject({ dependencies: { dynamodb: { state: 'down' } } });
  }, 90_000);

  it('has no effect when Discord told the member that it failed', async () => {
    const strict = await TestBed.start({ firstResponseMs: 300 });
    const theirs = await strict.worker('Worker');
    await strict.startMaster();
    await strict.commandsKnown();
    const { guild, text, member } = strict.guild([theirs]);
    await strict.joined(theirs, guild);
    strict.discord.faults.inject({ route: /callback$/, delayMs: 900 });
    const handle = member.type('/play query:x', { channel: text });
    await expect(handle.reply()).rejects.toThrow('did not respond');
    await strict.until(async () => {
      const request = { interactionId: handle.id, owner: 'test', leaseMs: 1, envelope: {}, now: Date.now() };
      const claim = await strict.claims.claim(request);
      return claim.outcome === 'duplicate' && claim.status === 'ANSWERED';
    });
    expect(await strict.jobs(theirs)).toEqual([]);
    await strict.stop();
  }, 60_000);

  it('is served over a gateway that breaks and resumes', async () => {
    await bed.startMaster();
    await bed.commandsKnown();
    const { text, member } = await furnished();
    bed.discord.gateway(bed.app).reconnect();
    const handle = await member.type('/play query:x', { channel: text }).acked();
    await bed.jobOf(worker, handle.id);
  }, 60_000);
});

describe('the process', () => {
  it('ends when Discord refuses the session for good', async () => {
    const master = await bed.spawnMaster();
    await master.waitReady();
    bed.discord.gateway(bed.app).close(4004);
    expect(await master.exited).toMatchObject({ code: 1 });
    expect(master.output.text).toContain('Discord refused DISCORD_MASTER_TOKEN');
  }, 60_000);

  it('finishes what it has in hand before it leaves', async () => {
    const master = await bed.spawnMaster();
    await master.waitReady();
    await bed.commandsKnown();
    const { text, member } = await furnished();
    const handles = Array.from({ length: 10 }, () => member.type('/play query:x', { channel: text }));
    await handles[9]!.acked();
    expect(await master.stop()).toMatchObject({ code: 0 });
    for (const handle of handles) await bed.jobOf(worker, handle.id);
  }, 60_000);
});
