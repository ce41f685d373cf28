import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { measured, now } from './support/scene.ts';
import { TwoBots } from './support/two-bots.ts';

let bots: TwoBots;
beforeAll(async () => {
  bots = await TwoBots.start();
}, 90_000);
afterAll(() => bots.stop(), 60_000);

/** What a listener may miss while a session goes from one bot to the other; both are heard for a moment. */
const GAP_MS = 2_000;

/** Halfway into a track, with filters: what no command does yet is put into the session while nobody owns its worker. */
async function thirtySecondsIn(filters: object): Promise<void> {
  const { scene } = bots;
  const owner = await scene.owner();
  owner.kill('SIGKILL');
  await owner.exited;
  const anchor = { positionMs: 30_000, at: Date.now() };
  const key = scene.keys.session(scene.workerId, scene.room.guild.id);
  const playback = JSON.parse((await scene.redis.hget(key, 'playback'))!) as object;
  await scene.redis.hset(key, {
    head: JSON.stringify({ ...(await bots.head('worker-1')), filters }),
    playback: JSON.stringify({ ...playback, anchor, seeking: true }),
  });
  await scene.owner(owner);
  await scene.platform.startWorker();
  await scene.until(async () => (await scene.position()) > 29_000, 20_000, 'the seek');
}

describe('a bot that is taken out of service', () => {
  it('gives its session to another one: queue, volume, filters, and what is typed meanwhile', async () => {
    const { scene } = bots;
    for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river'])
      await scene.read(`/play query:library:${slug}`);
    await scene.read('/volume level:80');
    await scene.hears(440);
    const filters = { lowPass: { smoothing: 20 } };
    await thirtySecondsIn(filters);
    const since = now();
    const drained = bots.drain('worker-1');
    await scene.until(async () => (await bots.head('worker-1'))?.moving !== null, 10_000, 'the move');
    const typed = ['/skip', '/play query:library:lighthouse', '/loop mode:queue'].map((text) =>
      scene.type(text),
    );
    const { code, output } = await drained;
    expect(output).toMatch(/moved to Anankor 2\n1 session\(s\) of .* moved, 0 stay/);
    expect(code).toBe(0);
    const answers = await Promise.all(typed.map(async (one) => said(await one.reply({ timeoutMs: 20_000 }))));
    expect(answers[0]).toContain('Long Way Home');
    expect(answers[1]).toContain('Lighthouse');
    expect(await bots.holder()).toBe('worker-2');
    expect(await bots.head('worker-2')).toMatchObject({ volume: 80, filters, loop: 'queue' });
    expect(await scene.queue()).toEqual(['Long Way Home', 'Glass Garden', 'Slow River', 'Lighthouse']);
    await scene.hears(523);
    await scene.until(async () => (await bots.players()).join() === '0,1', 10_000, 'one player');
    const { largestGapMs } = scene.audio(since);
    measured('largest gap while a session moved to another bot', largestGapMs);
    expect(largestGapMs).toBeLessThan(GAP_MS);
  }, 90_000);

  it('and the track goes on where it was', async () => {
    const { scene } = bots;
    await bots.ownHere();
    await scene.hears(523);
    const position = (label: string): Promise<number> => scene.position(scene.room, bots.workerId(label));
    const since = now();
    const before = await position('worker-2');
    const drained = bots.drain('worker-2');
    await scene.until(async () => (await bots.head('worker-2'))?.moving !== null, 10_000, 'the move');
    const typed = ['/volume level:60', '/volume level:70'].map((text) => scene.type(text));
    expect(await drained).toMatchObject({ code: 0 });
    for (const one of typed) expect(said(await one.reply({ timeoutMs: 20_000 }))).toMatch(/[67]0/);
    expect(await bots.holder()).toBe('worker-1');
    expect(await bots.head('worker-1')).toMatchObject({ volume: 70 });
    await systemClock.sleep(1_000);
    const drift = (await position('worker-1')) - before - (now() - since);
    measured('drift of the position over a move to another bot', drift);
    expect(Math.abs(drift)).toBeLessThan(1_500);
    expect(scene.audio(since).largestGapMs).toBeLessThan(GAP_MS);
  }, 60_000);

  it('keeps what no other bot can take, plays on, and says why', async () => {
    const { scene } = bots;
    const { room } = scene;
    // The member and the bot fill it.
    room.voice.setUserLimit(2);
    const refused = await bots.drain('worker-1');
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/stays, Anankor 2: it could not enter the voice channel/);
    room.voice.setUserLimit(0);
    expect(await bots.holder()).toBe('worker-1');
    const second = { ...room, voice: room.guild.createVoiceChannel({ name: 'Other' }) };
    second.member = room.guild.createMember({ name: 'bob' });
    second.member.joinVoice(second.voice);
    await scene.read('/play query:library:first-snow', second);
    const busy = await bots.drain('worker-1');
    expect(busy.code).toBe(1);
    expect(busy.output).toMatch(/stays, no other worker of the guild is free/);
    expect(await scene.read('/skip')).toContain('Glass Garden');
    await scene.read('/leave', second);
    await scene.until(async () => (await bots.head('worker-2')) === null, 10_000, 'the other to leave');
  }, 60_000);

  it('is given nothing new until it is in service again, whichever process owns it', async () => {
    const { scene } = bots;
    const { room } = scene;
    await scene.read('/leave');
    expect(await bots.drain('worker-1')).toMatchObject({ code: 0 });
    await bots.ownHere();
    expect(await scene.read('/play query:library:first-snow')).toContain('First Snow');
    expect(await bots.holder()).toBe('worker-2');
    const third = { ...room, voice: room.guild.createVoiceChannel({ name: 'Third' }) };
    third.member = room.guild.createMember({ name: 'carol' });
    third.member.joinVoice(third.voice);
    expect(await scene.read('/play query:library:slow-river', third)).toMatch(/^No worker is free/);
    expect(await bots.undrain('worker-1')).toBe(true);
    expect(await scene.read('/play query:library:slow-river', third)).toContain('Slow River');
    expect(await bots.head('worker-1')).toMatchObject({ channelId: third.voice.id });
  }, 60_000);
});
