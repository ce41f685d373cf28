import { afterAll, beforeAll, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';
import { startSentinelRedis } from './support/sentinel.ts';
import type { SentinelRedis } from './support/sentinel.ts';

let redis: SentinelRedis;
let scene: Scene;
beforeAll(async () => {
  redis = await startSentinelRedis();
  scene = await Scene.start({ env: { REDIS_URL: redis.url } });
}, 120_000);
afterAll(async () => {
  await scene.stop();
  await redis.stop();
}, 60_000);

it('a fail-over of Redis by Sentinel: the music goes on, master and worker find the new one by themselves', async () => {
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden'])
    await scene.read(`/play query:library:${slug}`);
  await scene.hears(440);
  const since = now();
  await redis.primary.kill();
  const killedAt = performance.now();
  const typed = scene.type('/skip');
  const answer = said(await typed.reply({ timeoutMs: 60_000 }));
  measured('a command typed during the fail-over was answered after', performance.now() - killedAt);
  expect(answer.includes('Long Way Home') || answer.includes(typed.id)).toBe(true);
  const next = answer.includes('Long Way Home') ? 'Glass Garden' : 'Long Way Home';
  await scene.until(
    async () => (await scene.read('/skip')).includes(next),
    60_000,
    'a command to work again',
  );
  measured('commands worked again after', performance.now() - killedAt);
  await scene.hears(next === 'Glass Garden' ? 622 : 523);
  expectUnbroken(scene.audio(since), 'a fail-over of Redis', 2);
}, 150_000);
