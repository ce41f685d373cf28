import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  // So long that nothing here can be owed to a lease that ran out.
  scene = await Scene.start({ env: { LEASE_TTL: '60s' } });
}, 90_000);
afterAll(() => scene.stop(), 60_000);

/** Half a second on an idle machine; the rest is for one that is busy. */
const SOON_MS = 5_000;

describe('an owner that is asked to leave', () => {
  it('hands over at once: the next one applies what is typed, and nobody hears it', async () => {
    for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river'])
      await scene.read(`/play query:library:${slug}`);
    await scene.hears(440);
    const since = now();
    const owner = await scene.owner();
    owner.kill('SIGTERM');
    const asked = performance.now();
    const typed = scene.type('/skip');
    expect(said(await typed.reply())).toContain('Long Way Home');
    measured('from SIGTERM to the answer of the next owner', performance.now() - asked);
    expect(performance.now() - asked).toBeLessThan(SOON_MS);
    await scene.owner(owner);
    expect(await owner.exited).toEqual({ code: 0, signal: null });
    await scene.hears(523);
    await systemClock.sleep(500);
    expectUnbroken(scene.audio(since), 'a hand-over', 1);
    expect(await scene.queue()).toEqual(['Long Way Home', 'Glass Garden', 'Slow River']);
  }, 60_000);

  it('loses no load that is under way', async () => {
    await scene.platform.startWorker();
    const owner = await scene.owner();
    const typed = [...'12345'].map(() => scene.type('/play query:library:first-snow'));
    await Promise.all(typed.map((one) => one.acked()));
    owner.kill('SIGTERM');
    for (const one of typed) expect(said(await one.reply({ timeoutMs: 20_000 }))).toContain('First Snow');
    const queue = await scene.queue();
    expect(queue.filter((entry) => entry === 'First Snow')).toHaveLength(5);
    await scene.drained();
  }, 60_000);

  it('hands over to a process that starts only later', async () => {
    const { workers } = scene.platform;
    const since = now();
    await Promise.all(workers.map((worker) => worker.stop()));
    const typed = scene.type('/skip');
    await systemClock.sleep(500);
    await scene.platform.startWorker();
    expect(said(await typed.reply({ timeoutMs: 20_000 }))).toContain('Glass Garden');
    await scene.hears(622);
    expectUnbroken(scene.audio(since), 'a pause between two owners', 1);
  }, 60_000);
});
