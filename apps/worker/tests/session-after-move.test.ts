import { EXPIRED_REPLY_TOKEN, JobQueue } from '@anankor/ipc';
import type { InteractionHandle } from '@anankor/discord-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import type { Room } from './support/scene.ts';
import { StepGates } from './support/step-gates.ts';
import { TwoBots } from './support/two-bots.ts';

let bots: TwoBots;
/** Another voice channel of the same guild, and who sits in it. */
let other: Room;
const gates = new StepGates();
beforeAll(async () => {
  bots = await TwoBots.start();
  await bots.ownHere({ onStep: gates.onStep });
  const { room } = bots.scene;
  other = { ...room, voice: room.guild.createVoiceChannel({ name: 'Other' }) };
  other.member = room.guild.createMember({ name: 'bob' });
  other.member.joinVoice(other.voice);
}, 120_000);
afterAll(() => bots.stop(), 60_000);

/** Until the command is on a worker's stream. */
async function arrives(typed: InteractionHandle, label: string): Promise<void> {
  const { redis, keys, until } = bots.scene;
  const onStream = async (): Promise<boolean> =>
    JSON.stringify(await redis.xrange(keys.jobs(bots.workerId(label)), '-', '+')).includes(typed.id);
  await until(onStream, 10_000, `${typed.id} on the stream of ${label}`);
}

const answerOf = async (typed: InteractionHandle): Promise<string> =>
  said(await typed.reply({ timeoutMs: 20_000 }));

describe('a bot that gave its session away', () => {
  it('begins another in the guild while what was typed for the first is on its way', async () => {
    const { scene } = bots;
    await scene.read('/play query:library:concert-pitch');
    await scene.read('/play query:library:long-way-home');
    await scene.hears(440);
    const assigned = gates.close('assigned');
    const forwarded = gates.close('forwarded');
    const before = gates.close('frozen');
    const drained = bots.drain('worker-1');
    await before;
    expect(await bots.undrain('worker-1')).toBe(true);
    // Typed for the session that moves, while its channel is the source's.
    const volume = scene.type('/volume level:55');
    await arrives(volume, 'worker-1');
    gates.open('frozen');
    await assigned;
    // The source has no channel any more, so the master gives it the other one.
    const play = scene.type('/play query:library:glass-garden', other);
    await arrives(play, 'worker-1');
    const skip = scene.type('/skip');
    await arrives(skip, 'worker-2');
    gates.open('assigned');
    await forwarded;
    const again = scene.type('/play query:library:slow-river', other);
    await arrives(again, 'worker-1');
    gates.open('forwarded');
    expect(await answerOf(play)).toContain('Glass Garden');
    expect(await answerOf(again)).toContain('Slow River');
    expect(await answerOf(volume)).toContain('55');
    expect(await answerOf(skip)).toContain('Long Way Home');
    expect(await drained).toMatchObject({ code: 0 });
    expect(await bots.head('worker-1')).toMatchObject({ channelId: other.voice.id, volume: 100 });
    expect(await bots.head('worker-2')).toMatchObject({ channelId: scene.room.voice.id, volume: 55 });
    await scene.hears(523);
    expect(await scene.queue(other)).toEqual(['Glass Garden', 'Slow River']);
    expect(await scene.queue()).toEqual(['Long Way Home']);
    // Both channels are still assigned to whom they are served by, and a successor would know of both sessions.
    expect(await scene.read('/volume level:30', other)).toContain('30');
    for (const label of ['worker-1', 'worker-2'])
      expect(await scene.redis.smembers(scene.keys.sessions(bots.workerId(label)))).toHaveLength(1);
  }, 90_000);

  it('and still forwards what a slow replica sends for the first', async () => {
    const { scene } = bots;
    const { guild, voice, text, member } = scene.room;
    const queue = new JobQueue({
      redis: scene.redis,
      keys: scene.keys,
      maxLength: 1_000,
      dedupeTtlMs: 60_000,
    });
    const interactionId = '900000000000000001';
    await queue.enqueue(bots.workerId('worker-1'), {
      v: 1,
      jobId: interactionId,
      command: 'volume',
      input: { level: 44 },
      guildId: guild.id,
      channelId: voice.id,
      textChannelId: text.id,
      actor: { userId: member.id, isDj: true },
      origin: { kind: 'command' },
      reply: { applicationId: interactionId, interactionId, token: EXPIRED_REPLY_TOKEN, locale: 'en-US' },
      issuedAt: Date.now(),
      expiresAt: Date.now() + 60_000,
    });
    await scene.until(async () => (await bots.head('worker-2'))?.volume === 44, 10_000, 'the volume');
    expect(await bots.head('worker-1')).toMatchObject({ channelId: other.voice.id, volume: 30 });
  }, 30_000);

  it('begins one in the very channel, once the other bot has left it', async () => {
    const { scene } = bots;
    await scene.read('/leave', other);
    await scene.read('/leave');
    await scene.until(async () => (await bots.players()).join() === '0,0', 10_000, 'nobody to play');
    expect(await scene.read('/play query:library:concert-pitch')).toContain('Concert Pitch');
    expect(await bots.holder()).toBe('worker-1');
    await scene.hears(440);
    expect(await scene.read('/volume level:70')).toContain('70');
  }, 60_000);
});
