import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeButton } from '@anankor/discord';
import { Suggestions } from '../src/commands/suggestions.ts';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
  await bed.startMaster();
  await bed.commandsKnown();
});
afterAll(() => bed.stop());

async function furnished() {
  const place = bed.guild([worker]);
  await bed.joined(worker, place.guild);
  return place;
}

describe('a command', () => {
  it('plays the picked suggestion itself, and says where it is not known any more', async () => {
    const { text, member } = await furnished();
    const link = `https://music.example/${'x'.repeat(200)}`;
    const value = await new Suggestions(bed.redis, bed.keys).keep(link);
    expect(value!.length).toBeLessThanOrEqual(100);
    const picked = await member.type(`/play query:${value}`, { channel: text }).acked();
    expect((await bed.jobOf(worker, picked.id)).input).toMatchObject({ query: link });
    const late = member.type(`/play query:pick:${'z'.repeat(22)}`, { channel: text });
    expect(said(await late.reply())).toMatch(/suggestion is no longer known/);
    expect(late.ephemeral).toBe(true);
  });

  it('is deferred and lands on the stream of a worker of the guild', async () => {
    const { guild, text, voice, member } = await furnished();
    const handle = await member.type('/play query:never gonna position:next', { channel: text }).acked();
    expect([handle.responseType, handle.ephemeral]).toEqual([5, false]);
    const job = await bed.jobOf(worker, handle.id);
    expect(job).toMatchObject({
      v: 1,
      command: 'play',
      input: { query: 'never gonna', position: 'next', shuffle: false },
      guildId: guild.id,
      channelId: voice.id,
      textChannelId: text.id,
      actor: { userId: member.id, isDj: true },
      origin: { kind: 'command' },
      reply: {
        applicationId: bed.app.applicationId,
        interactionId: handle.id,
        token: handle.token,
        deferred: 'public',
      },
    });
    expect(job.expiresAt - job.issuedAt).toBe(120_000);
    expect(job).not.toHaveProperty('route');
    const assignment = await bed.assignments.get(guild.id);
    expect(assignment.sessions[voice.id]?.workerId).toBe(worker.workerId);
    // The claim is completed after the job is on the stream.
    await expect
      .poll(
        () =>
          bed.claims.claim({
            interactionId: handle.id,
            owner: 'x',
            leaseMs: 1,
            envelope: {},
            now: Date.now(),
          }),
        { timeout: 10_000 },
      )
      .toMatchObject({ outcome: 'duplicate', status: 'ENQUEUED', workerId: worker.workerId });
  });

  it('goes to the worker that serves the channel, and knows who is no DJ', async () => {
    const { guild, text, voice, member } = await furnished();
    const role = guild.createRole({ name: 'DJ' });
    await bed.settings.put(
      guild.id,
      { ...(await bed.settings.get(guild.id)).settings, djRoleIds: [role.id], maxVolume: 80, locale: 'de' },
      0,
    );
    await bed.assignments.assign({
      guildId: guild.id,
      channelId: voice.id,
      workerId: worker.workerId,
      expectedVersion: 0,
      now: 1,
    });
    const handle = await member.type('/pause', { channel: text }).acked();
    expect(await bed.jobOf(worker, handle.id)).toMatchObject({
      actor: { isDj: false },
      reply: { guildLocale: 'de' },
      settings: { version: 1, values: { djRoleIds: [role.id], maxVolume: 80 } },
    });
    const dj = guild.createMember({ name: 'DJ', roles: [role] });
    dj.joinVoice(voice);
    const theirs = await dj.type('/skip count:2', { channel: text }).acked();
    expect(await bed.jobOf(worker, theirs.id)).toMatchObject({ actor: { isDj: true }, input: { count: 2 } });
    const manager = guild.createMember({ name: 'M', permissions: ['ManageGuild'] });
    manager.joinVoice(voice);
    const managed = await manager.type('/stop', { channel: text }).acked();
    expect((await bed.jobOf(worker, managed.id)).actor.isDj).toBe(true);
  });

  it('that reads reaches the one session of the guild from anywhere', async () => {
    const { guild, text, voice } = await furnished();
    await bed.assignments.assign({
      guildId: guild.id,
      channelId: voice.id,
      workerId: worker.workerId,
      expectedVersion: 0,
      now: 1,
    });
    const outsider = guild.createMember({ name: 'Outsider' });
    const handle = await outsider.type('/queue show page:2', { channel: text }).acked();
    expect(await bed.jobOf(worker, handle.id)).toMatchObject({
      command: 'queue show',
      input: { page: 2 },
      channelId: voice.id,
    });
  });

  it('may name another channel to join', async () => {
    const { guild, text, member } = await furnished();
    const other = guild.createVoiceChannel({ name: 'other' });
    const handle = await member.type('/join channel:other', { channel: text }).acked();
    expect((await bed.jobOf(worker, handle.id)).channelId).toBe(other.id);
  });
});

describe('a button', () => {
  const press = async (options: { opens?: boolean; sit?: boolean } = {}) => {
    const { guild, text, voice, member } = await furnished();
    await bed.assignments.assign({
      guildId: guild.id,
      channelId: voice.id,
      workerId: worker.workerId,
      expectedVersion: 0,
      now: 1,
    });
    const custom_id = encodeButton({
      path: options.opens ? 'queue show' : 'skip',
      channelId: voice.id,
      sessionId: 's1',
      revision: options.opens ? null : 4,
      opens: options.opens ?? false,
      input: {},
    });
    const answer = await fetch(`${bed.discord.restUrl}/v10/channels/${text.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${bed.app.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        content: 'panel',
        components: [{ type: 1, components: [{ type: 2, style: 2, label: 'Go', custom_id }] }],
      }),
    });
    const message = (await answer.json()) as Parameters<typeof member.press>[0];
    if (options.sit === false) member.leaveVoice();
    return { guild, handle: member.press(message, 'Go'), voice };
  };

  it('is a command pressed', async () => {
    const { handle, voice } = await press();
    expect((await handle.acked()).responseType).toBe(6);
    expect(await bed.jobOf(worker, handle.id)).toMatchObject({
      command: 'skip',
      input: { count: 1 },
      channelId: voice.id,
      origin: { kind: 'component', sessionId: 's1', revision: 4 },
      reply: { deferred: 'update' },
    });
  });

  it('may open a message for its presser', async () => {
    const { handle } = await press({ opens: true });
    await handle.acked();
    expect([handle.responseType, handle.ephemeral]).toEqual([5, true]);
    expect(await bed.jobOf(worker, handle.id)).toMatchObject({
      origin: { revision: null },
      reply: { deferred: 'ephemeral' },
    });
  });

  it('asks for the same presence as its command', async () => {
    const { handle } = await press({ sit: false });
    expect(said(await handle.reply())).toMatch(/^Join a voice channel first/);
    expect(handle.ephemeral).toBe(true);
  });
});
