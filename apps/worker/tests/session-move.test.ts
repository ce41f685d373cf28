import { fileURLToPath } from 'node:url';
import { systemClock } from '@anankor/core';
import { spawnService } from '@anankor/local-stack';
import type { SessionHead } from '@anankor/music';
import { Assignments, createDynamodb, tableDefinitions } from '@anankor/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { measured, now, Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ workerBots: 2, workers: 3 });
  const known = async (): Promise<boolean> =>
    (await scene.redis.sismember(scene.keys.guilds(second()), scene.room.guild.id)) === 1;
  await scene.until(known, 20_000, 'the second worker to know its guild');
}, 90_000);
afterAll(() => scene.stop(), 60_000);

const first = (): string => scene.platform.workerBots[0]!.botUserId;
const second = (): string => scene.platform.workerBots[1]!.botUserId;

async function head(workerId: string): Promise<SessionHead | null> {
  const text = await scene.redis.hget(scene.keys.session(workerId, scene.room.guild.id), 'head');
  return text === null ? null : (JSON.parse(text) as SessionHead);
}

async function drain(worker: string) {
  const service = await spawnService({
    name: 'admin',
    entry: fileURLToPath(new URL('../../../packages/admin/src/main.ts', import.meta.url)),
    args: ['drain', worker, '--sessions'],
    env: { REDIS_URL: scene.platform.redis.url },
  });
  const { code } = await service.exited;
  return { code, output: service.output.text };
}

function assignments() {
  const { platform } = scene;
  const client = createDynamodb({
    region: 'local',
    endpoint: platform.dynamodb.endpoint,
    tablePrefix: 'anankor-',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  } as never);
  return new Assignments({ client, table: tableDefinitions('anankor-').assignments });
}

/** Halfway into a track, with filters: what no command does yet is put into the session while nobody owns its worker. */
async function thirtySecondsIn(filters: object): Promise<void> {
  const owner = await scene.owner();
  owner.kill('SIGKILL');
  await owner.exited;
  const before = (await head(first()))!;
  const anchor = { positionMs: 30_000, at: Date.now() };
  const text = JSON.stringify({ ...before, filters, anchor, seeking: true });
  await scene.redis.hset(scene.keys.session(first(), scene.room.guild.id), 'head', text);
  await scene.owner(owner);
  await scene.platform.startWorker();
  await scene.until(async () => (await head(first()))?.seeking === false, 20_000, 'the seek');
}

it('goes on with another bot: queue, volume, filters and position, and what is typed meanwhile', async () => {
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river'])
    await scene.read(`/play query:library:${slug}`);
  await scene.read('/volume level:80');
  await scene.hears(440);
  const filters = { lowPass: { smoothing: 20 } };
  await thirtySecondsIn(filters);
  const since = now();
  const clockBefore = (await head(first()))!.anchor;
  const moving = drain('worker-1');
  await scene.until(async () => (await head(first()))?.moving !== null || undefined, 10_000, 'the move');
  const typed = scene.type('/skip');
  const added = scene.type('/play query:library:lighthouse');
  const { code, output } = await moving;
  expect(output).toMatch(/moved to Anankor 2/);
  expect(code).toBe(0);
  expect(said(await typed.reply({ timeoutMs: 20_000 }))).toContain('Long Way Home');
  expect(said(await added.reply({ timeoutMs: 20_000 }))).toContain('Lighthouse');
  const after = (await head(second()))!;
  expect(after).toMatchObject({ volume: 80, filters, moving: null });
  expect(await head(first())).toBeNull();
  expect(await scene.queue()).toEqual(['Long Way Home', 'Glass Garden', 'Slow River', 'Lighthouse']);
  await scene.hears(523);
  await systemClock.sleep(500);
  const report = scene.audio(since);
  measured('largest gap while a session moved to another bot', report.largestGapMs);
  expect(report.largestGapMs).toBeLessThan(2_000);
  expect(clockBefore.positionMs).toBeGreaterThanOrEqual(29_000);
}, 90_000);
