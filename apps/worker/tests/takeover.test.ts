import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectMoved, expectUnbroken, measured, now, Scene } from './support/scene.ts';
import { watchRedis, writesOf } from './support/watch-redis.ts';
import { said } from './support/read-message.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start();
}, 90_000);
afterAll(() => scene.stop(), 60_000);

const title = (slug: string): string =>
  slug.replace(/(^|-)(\w)/g, (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`);

/** A queue of five, the first of which plays. */
async function playing(): Promise<void> {
  await scene.type('/stop').settled();
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river', 'high-plains'])
    expect(await scene.read(`/play query:library:${slug}`)).toContain(title(slug));
  await scene.hears(440);
}

describe('the owner is killed', () => {
  it('and nobody hears it; what was typed meanwhile is applied once, in order', async () => {
    await playing();
    const since = now();
    const owner = await scene.owner();
    owner.kill('SIGKILL');
    await owner.exited;
    const killedAt = performance.now();
    // Nobody owns the worker now.
    const typed = ['/skip', '/play query:library:lighthouse', '/skip', '/volume level:80'].map((text) =>
      scene.type(text),
    );
    const answers = await Promise.all(typed.map(async (one) => said(await one.reply())));
    measured(
      'commands typed while nobody owned the worker were answered after',
      performance.now() - killedAt,
    );
    expect(performance.now() - killedAt).toBeLessThan(12_000);
    expect(answers[0]).toContain('Long Way Home');
    expect(answers[2]).toContain('Glass Garden');
    await scene.hears(622);
    expect(await scene.queue()).toEqual(['Glass Garden', 'Slow River', 'High Plains', 'Lighthouse']);
    await systemClock.sleep(1_000);
    expectUnbroken(scene.audio(since), 'a kill', 2);
    await scene.drained();
  }, 60_000);

  it('and a session that began right after another ended is known to the next owner', async () => {
    const room = await scene.furnish('Hasty');
    const key = scene.keys.sessions(scene.workerId);
    await scene.read('/play query:library:concert-pitch', room);
    for (let round = 0; round < 20; round++) {
      const typed = ['/leave', '/play query:library:concert-pitch'].map((text) => scene.type(text, room));
      for (const one of typed) await one.reply();
      // What the end of a session brings about comes late.
      await systemClock.sleep(50);
      expect(await scene.redis.sismember(key, room.guild.id)).toBe(1);
    }
    await scene.read('/leave', room);
  }, 60_000);

  it('and the position goes on', async () => {
    await scene.platform.startWorker();
    await playing();
    const begun = now();
    const before = await scene.position();
    const at = now();
    const owner = await scene.owner();
    owner.kill('SIGKILL');
    await scene.owner(owner);
    // A reconcile pass later it still is where the clock says.
    await systemClock.sleep(5_500);
    const passed = now() - at;
    measured('drift of the position over a kill', (await scene.position()) - before - passed);
    expect(Math.abs((await scene.position()) - before - (now() - at))).toBeLessThan(1_000);
    expectUnbroken(scene.audio(begun + 500), 'a kill, seen five seconds later');
  }, 60_000);

  it.each([0, 30, 150])(
    '%i ms after a /play was acknowledged, and the load is finished',
    async (ms) => {
      await scene.platform.startWorker();
      await playing();
      const owner = await scene.owner();
      const typed = scene.type('/play query:library:endless-summer');
      await typed.acked();
      await systemClock.sleep(ms);
      owner.kill('SIGKILL');
      const behind = scene.type('/play query:library:first-snow');
      expect(said(await typed.reply({ timeoutMs: 20_000 }))).toContain('Endless Summer');
      expect(said(await behind.reply({ timeoutMs: 20_000 }))).toContain('First Snow');
      const queue = await scene.queue();
      expect(queue.slice(-2)).toEqual(['Endless Summer', 'First Snow']);
      expect(queue).toHaveLength(7);
      await scene.drained();
    },
    60_000,
  );

  it.each(['committed', 'settled', 'answered'])(
    'when a /skip was %s: it skips once and is answered',
    async (step) => {
      await scene.onlyWorker({ DIE_AT: `skip ${step}` });
      await playing();
      const mortal = await scene.owner();
      await scene.platform.startWorker();
      const since = now();
      const edits = scene.platform.discord.transcript.position;
      const typed = scene.type('/skip');
      await mortal.exited;
      expect(said(await typed.reply({ timeoutMs: 20_000 }))).toContain('Long Way Home');
      await scene.drained();
      await scene.hears(523);
      expect(await scene.queue()).toEqual(['Long Way Home', 'Glass Garden', 'Slow River', 'High Plains']);
      const told = scene.platform.discord.transcript
        .since(edits)
        .filter(
          (entry) => entry.kind === 'message' && entry.interactionId === typed.id && entry.action === 'edit',
        );
      expect(told.length).toBe(step === 'answered' ? 2 : 1);
      expect(typed.messages).toHaveLength(1);
      expectUnbroken(scene.audio(since), `a kill when a skip was ${step}`, 1);
    },
    60_000,
  );

  it.each(['committed', 'loaded', 'answered'])(
    'when a /play was %s: it is in the queue once and is answered',
    async (step) => {
      // The sixth: five of them make the queue.
      await scene.onlyWorker({ DIE_AT: `play ${step}`, DIE_AT_NTH: '6' });
      await playing();
      const mortal = await scene.owner();
      await scene.platform.startWorker();
      const typed = scene.type('/play query:library:lighthouse');
      await mortal.exited;
      expect(said(await typed.reply({ timeoutMs: 20_000 }))).toMatch(/Lighthouse/);
      await scene.drained();
      const before = ['Concert Pitch', 'Long Way Home', 'Glass Garden', 'Slow River', 'High Plains'];
      expect(await scene.queue()).toEqual([...before, 'Lighthouse']);
    },
    60_000,
  );

  it('when a /leave was committed: the worker is free for other channels of the guild', async () => {
    const room = await scene.furnish('Left');
    await scene.onlyWorker({ DIE_AT: 'leave committed' });
    await scene.read('/play query:library:concert-pitch', room);
    const mortal = await scene.owner();
    await scene.platform.startWorker();
    const typed = scene.type('/leave', room);
    await mortal.exited;
    expect(said(await typed.reply({ timeoutMs: 20_000 }))).toBeTruthy();
    room.member.joinVoice(room.guild.createVoiceChannel({ name: 'Another' }));
    // What was typed before a take-over may begin the next session, so the channel is kept for a while.
    const free = async (): Promise<boolean> =>
      (await scene.read('/play query:library:glass-garden', room)).includes('Glass Garden');
    await scene.until(free, 40_000, 'the worker to be free');
  }, 90_000);
});

describe('the owner is frozen', () => {
  it('past its lease: it writes nothing when it wakes up, and can own again', async () => {
    await scene.onlyWorker({});
    await scene.platform.startWorker();
    await playing();
    const frozen = await scene.owner();
    const since = now();
    const inHand = await scene.type('/skip').acked();
    frozen.kill('SIGSTOP');
    const successor = await scene.owner(frozen);
    expect(said(await inHand.reply({ timeoutMs: 20_000 }))).toContain('Long Way Home');
    expect(await scene.read('/skip')).toContain('Glass Garden');
    await scene.hears(622);
    const requests = await watchRedis(scene.platform.redis.url);
    frozen.kill('SIGCONT');
    await scene.until(async () => (await scene.roleOf(frozen)) === 'standby', 10_000, 'it to be a standby');
    await systemClock.sleep(3_000);
    const its = writesOf(await requests.stop(), frozen.pid);
    expect(its.requests).toBeGreaterThan(0);
    expect(its.writes).toEqual([]);
    expect(await scene.queue()).toEqual(['Glass Garden', 'Slow River', 'High Plains']);
    expectMoved(scene.audio(since), 'a freeze');
    const again = now();
    successor.kill('SIGKILL');
    expect(await scene.owner(successor)).toBe(frozen);
    expect(await scene.read('/skip')).toContain('Slow River');
    await scene.hears(740);
    expectUnbroken(scene.audio(again), 'the return of the one that was frozen', 1);
  }, 60_000);
});
