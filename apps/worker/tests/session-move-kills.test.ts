import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { measured, now } from './support/scene.ts';
import { TwoBots } from './support/two-bots.ts';

/** What a listener may miss. */
const GAP_MS = 2_000;

let bots: TwoBots;
beforeAll(async () => {
  bots = await TwoBots.start();
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river'])
    await bots.scene.read(`/play query:library:${slug}`);
  await bots.scene.read('/loop mode:queue');
}, 90_000);
afterAll(() => bots.stop(), 60_000);

describe('a process is killed in the middle of a move', () => {
  it.each(['frozen', 'offered', 'seated', 'assigned', 'adopted', 'told', 'forwarded', 'ended', 'flushed'])(
    'when it was %s: the session plays on, once, and what was typed is applied once',
    async (step) => {
      const { scene } = bots;
      const mortals = await bots.mortals(step);
      const from = await bots.holder();
      const to = from === 'worker-1' ? 'worker-2' : 'worker-1';
      const queue = await scene.queue();
      const since = now();
      const drained = bots.drain(from);
      await scene.until(async () => (await bots.head(from))?.moving !== null, 10_000, 'the move');
      const during = scene.type('/skip');
      await Promise.race(mortals.map(({ exited }) => exited));
      const after = scene.type('/skip');
      for (const typed of [during, after])
        expect(said(await typed.reply({ timeoutMs: 30_000 }))).toMatch(/skip/i);
      expect(await bots.holder()).toBe(to);
      const { code, output } = await drained;
      expect(output).toMatch(/moved to .*\n1 session\(s\) of .* moved, 0 stay/);
      expect(code).toBe(0);
      expect(await scene.queue()).toEqual([...queue.slice(2), ...queue.slice(0, 2)]);
      const wanted = to === 'worker-1' ? '1,0' : '0,1';
      await scene.until(async () => (await bots.players()).join() === wanted, 15_000, 'one player');
      const { largestGapMs } = scene.audio(since);
      measured(`largest gap when a process was killed at ${step}`, largestGapMs);
      expect(largestGapMs).toBeLessThan(GAP_MS);
      const streams = ['worker-1', 'worker-2'].map((label) => scene.keys.jobs(bots.workerId(label)));
      await scene.until(
        async () => (await Promise.all(streams.map((key) => scene.redis.xlen(key)))).every((n) => n === 0),
        20_000,
        'empty streams',
      );
    },
    120_000,
  );

  it('the target’s, and no process follows it: the session stays where it is', async () => {
    const { scene } = bots;
    const { platform } = scene;
    await Promise.all(platform.workers.map((worker) => worker.stop()));
    await scene.mortalWorker({ DIE_AT: 'move seated' });
    await scene.mortalWorker({ DIE_AT: 'move seated' });
    await platform.allOwned();
    const from = await bots.holder();
    const since = now();
    const drained = bots.drain(from);
    await scene.until(async () => (await bots.head(from))?.moving !== null, 10_000, 'the move');
    const typed = scene.type('/skip');
    const { code, output } = await drained;
    expect(output).toMatch(/stays, Anankor \d: it did not answer in time/);
    expect(code).toBe(1);
    expect(said(await typed.reply({ timeoutMs: 20_000 }))).toMatch(/skip/i);
    expect(await bots.holder()).toBe(from);
    measured('largest gap when a move was called off', scene.audio(since).largestGapMs);
    // The target comes back, and finds an offer that does not hold any more.
    await platform.startWorker();
    await platform.allOwned();
    await scene.until(async () => (await bots.players()).reduce((sum, n) => sum + n) === 1);
    expect(await bots.holder()).toBe(from);
    expect(await bots.drain(from)).toMatchObject({ code: 0 });
  }, 120_000);
});
