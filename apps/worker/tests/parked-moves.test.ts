import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Room } from './support/scene.ts';
import { TwoBots } from './support/two-bots.ts';

let bots: TwoBots;
let studio: Room;
beforeAll(async () => {
  bots = await TwoBots.start();
  await bots.ownHere();
  const { room } = bots.scene;
  studio = { ...room, voice: room.guild.createVoiceChannel({ name: 'Studio' }) };
  studio.member = room.guild.createMember({ name: 'bob' });
  studio.member.joinVoice(studio.voice);
}, 120_000);
afterAll(() => bots.stop(), 60_000);

const parked = async (label: string, is: boolean): Promise<void> => {
  const so = async (): Promise<boolean> => (await bots.head(label))?.parked === is;
  await bots.scene.until(so, 20_000, `${label} to be ${is ? 'parked' : 'called'}`);
};
const kick = (label: string): void => {
  bots.scene.room.guild.owner.disconnect({ botUserId: bots.workerId(label) });
};

describe('a parked session and the bots of its guild', () => {
  it('leaves its worker free: it is the one that takes over the session of a bot out of service', async () => {
    const { scene } = bots;
    await scene.read('/play query:library:concert-pitch');
    await scene.read('/play query:library:long-way-home');
    await scene.read('/play query:library:slow-river', studio);
    await scene.hears(440);
    await scene.hears(740, studio);
    kick('worker-2');
    await parked('worker-2', true);
    expect(await bots.drain('worker-1')).toMatchObject({ code: 0 });
    await parked('worker-2', false);
    expect(await bots.holder()).toBe('worker-2');
    await scene.hears(440);
    expect(await scene.queue()).toEqual(['Concert Pitch', 'Long Way Home', 'Slow River']);
  }, 90_000);

  it('goes to another bot when its own is taken out of service, and that one is called', async () => {
    const { scene } = bots;
    kick('worker-2');
    await parked('worker-2', true);
    expect(await bots.drain('worker-2')).toMatchObject({ code: 0 });
    expect(await bots.holder()).toBe('worker-1');
    await parked('worker-1', true);
    expect(await scene.read('/join', studio)).toContain(studio.voice.id);
    await scene.hears(440, studio);
    expect(await scene.queue(studio)).toEqual(['Concert Pitch', 'Long Way Home', 'Slow River']);
  }, 90_000);

  it('comes to who calls it, although another worker would be first by name', async () => {
    const { scene } = bots;
    await bots.undrain('worker-2');
    await scene.read('/leave', studio);
    await scene.read('/play query:library:first-snow');
    expect(await bots.holder()).toBe('worker-1');
    await scene.read('/play query:library:slow-river', studio);
    await scene.read('/leave keep_queue:true', studio);
    await scene.read('/leave');
    await parked('worker-2', true);
    expect(await scene.read('/join')).toContain(scene.room.voice.id);
    expect(await bots.holder()).toBe('worker-2');
    await scene.hears(740);
  }, 90_000);
});

describe('two bots in one channel', () => {
  it('sort themselves out: whose channel it is stays, the other one keeps its queue and is free', async () => {
    const { scene } = bots;
    const { room } = scene;
    await scene.read('/leave');
    await scene.read('/play query:library:concert-pitch');
    await scene.read('/play query:library:slow-river', studio);
    await scene.hears(440);
    await scene.hears(740, studio);
    room.guild.owner.move({ botUserId: bots.workerId('worker-2') }, room.voice);
    await parked('worker-2', true);
    await expect.poll(() => room.voice.occupants.length, { timeout: 10_000 }).toBe(2);
    expect(room.voice.occupants).toContain(bots.workerId('worker-1'));
    await scene.hears(440);
    expect(await scene.read('/join', studio)).toContain(studio.voice.id);
    await scene.hears(740, studio);
  }, 60_000);

  it('also where the channel was given away while nobody owned one of them', async () => {
    const { scene } = bots;
    const { room } = scene;
    await scene.read('/leave', studio);
    await bots.stopHere('worker-1');
    await bots.giveAway(room.voice.id, 'worker-1', 'worker-2');
    expect(await scene.read('/play query:library:first-snow')).toContain('First Snow');
    await bots.startHere();
    await parked('worker-1', true);
    expect(room.voice.occupants).toContain(bots.workerId('worker-2'));
    await expect.poll(() => room.voice.occupants.length, { timeout: 10_000 }).toBe(2);
    await scene.read('/leave');
    await scene.until(async () => (await bots.head('worker-2')) === null, 10_000, 'the other to leave');
    expect(await scene.read('/join')).toContain(room.voice.id);
    await scene.hears(440);
  }, 60_000);
});
