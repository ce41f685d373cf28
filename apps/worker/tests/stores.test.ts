import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ env: { RECOVERY_INTERVAL: '500ms', CLAIM_LEASE: '2s' } });
}, 90_000);
afterAll(() => scene.stop(), 60_000);
beforeEach(async () => {
  await scene.type('/stop').settled({ timeoutMs: 30_000 });
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river'])
    await scene.read(`/play query:library:${slug}`);
  await scene.hears(440);
}, 60_000);

/** Long, for a machine that is busy: what is slow here is each client's way back, with growing pauses. */
const RECOVERED_MS = 40_000;

describe('Redis', () => {
  it('is killed and comes back: the music goes on, what was typed meanwhile is applied once', async () => {
    const since = now();
    await scene.platform.redis.kill();
    const killedAt = performance.now();
    const typed = [scene.type('/skip'), scene.type('/skip')];
    await systemClock.sleep(1_000);
    await scene.platform.redis.restart();
    for (const one of typed) await one.reply({ timeoutMs: RECOVERED_MS });
    measured('commands typed without Redis were answered after', performance.now() - killedAt);
    const answers = typed.map((one) => said(one.messages[0]!)).sort();
    expect(answers[0]).toMatch(/Concert Pitch.*Long Way Home/);
    expect(answers[1]).toMatch(/Long Way Home.*Glass Garden/);
    await scene.hears(622);
    expect(await scene.queue()).toEqual(['Glass Garden', 'Slow River']);
    expectUnbroken(scene.audio(since), 'a restart of Redis', 2);
  }, 90_000);

  it('is frozen for longer than the lease: the music goes on, and somebody owns the worker again', async () => {
    const since = now();
    process.kill(scene.platform.redis.pid, 'SIGSTOP');
    await systemClock.sleep(500);
    const typed = scene.type('/skip');
    await systemClock.sleep(4_000);
    process.kill(scene.platform.redis.pid, 'SIGCONT');
    const thawedAt = performance.now();
    const answer = said(await typed.reply({ timeoutMs: RECOVERED_MS }));
    await scene.owner();
    measured('after a freeze of Redis the worker was owned again after', performance.now() - thawedAt);
    // The master may have given the command up, in words; then nothing was skipped.
    const skipped = answer.includes('Long Way Home');
    if (!skipped) expect(answer).toContain(typed.id);
    await scene.hears(skipped ? 523 : 440);
    expect(await scene.read('/skip')).toContain(skipped ? 'Glass Garden' : 'Long Way Home');
    expectUnbroken(scene.audio(since), 'a freeze of Redis', 2);
  }, 90_000);
});

describe('DynamoDB', () => {
  it('is frozen for a few seconds: the music goes on, and what was typed meanwhile is applied once when it thaws', async () => {
    const since = now();
    const { pid } = scene.platform.dynamodb;
    process.kill(pid!, 'SIGSTOP');
    const typed = [scene.type('/skip'), scene.type('/skip')];
    await Promise.all(typed.map((one) => one.acked()));
    // Shorter than the master's patience, after which it tells of an error and nothing happens later.
    await systemClock.sleep(4_000);
    expect(typed.map(({ state }) => state)).toEqual(['deferred', 'deferred']);
    await scene.hears(440);
    process.kill(pid!, 'SIGCONT');
    const thawedAt = performance.now();
    const answers = [];
    for (const one of typed) answers.push(said(await one.reply({ timeoutMs: RECOVERED_MS })));
    measured('after a freeze of DynamoDB commands were answered after', performance.now() - thawedAt);
    expect(answers.sort()).toEqual([
      expect.stringMatching(/Concert Pitch.*Long Way Home/),
      expect.stringMatching(/Long Way Home.*Glass Garden/),
    ]);
    expect(await scene.queue()).toEqual(['Glass Garden', 'Slow River']);
    expectUnbroken(scene.audio(since), 'a freeze of DynamoDB', 2);
  }, 90_000);
});
