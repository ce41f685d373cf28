import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;
let second: StandInWorker;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
  second = await bed.worker('Worker 2');
  await bed.startMaster({ JOBS_MAX_PENDING: '3' });
  await bed.commandsKnown();
});
afterAll(() => bed.stop());

async function furnished(workers: StandInWorker[] = [worker]) {
  const place = bed.guild(workers);
  for (const one of workers) await bed.joined(one, place.guild);
  const ask = async (text: string) => {
    const handle = place.member.type(text, { channel: place.text });
    const message = await handle.reply();
    return { handle, sentence: said(message), ephemeral: ((message.flags ?? 0) & 64) !== 0 };
  };
  const assign = async (channelId: string, by = worker, since = 1) => {
    const { version } = await bed.assignments.get(place.guild.id);
    const seat = { guildId: place.guild.id, channelId, workerId: by.workerId };
    await bed.assignments.assign({ ...seat, expectedVersion: version, now: since });
  };
  /** The worker has a session there. */
  const serve = async (channelId: string, by = worker) => {
    await assign(channelId, by);
    await bed.redis.hset(bed.keys.session(by.workerId, place.guild.id), 'version', 1);
  };
  return { ...place, ask, assign, serve };
}

describe('a command is refused, for the caller alone', () => {
  it('NV without a voice channel', async () => {
    const { member, ask } = await furnished();
    member.leaveVoice();
    expect(await ask('/play query:x')).toMatchObject({
      sentence: expect.stringMatching(/^Join a voice/),
      ephemeral: true,
    });
    expect((await ask('/pause')).sentence).toMatch(/^Join a voice/);
  });

  it('NS without a session', async () => {
    const { ask } = await furnished();
    expect(await ask('/pause')).toMatchObject({
      sentence: expect.stringMatching(/No music session/),
      ephemeral: true,
    });
    expect((await ask('/nowplaying')).sentence).toMatch(/No music session/);
  });

  it('WC where the music is elsewhere', async () => {
    const { guild, ask, serve } = await furnished();
    const other = guild.createVoiceChannel({ name: 'other' });
    await serve(other.id);
    const { sentence, ephemeral } = await ask('/skip');
    expect(sentence).toContain(`<#${other.id}> (Worker 1)`);
    expect(ephemeral).toBe(true);
  });

  it('BP without the permissions on the channel, whatever the guild grants', async () => {
    const { voice, ask } = await furnished();
    voice.setOverwrite({ for: worker, deny: ['Connect', 'Speak'] });
    const { sentence, ephemeral } = await ask('/play query:x');
    expect(sentence).toContain(`I lack Connect and Speak in <#${voice.id}>`);
    expect(ephemeral).toBe(true);
  });

  it('takes the next worker that has them', async () => {
    const { voice, text, member } = await furnished([worker, second]);
    voice.setOverwrite({ for: worker, deny: ['Speak'] });
    const handle = await member.type('/play query:x', { channel: text }).acked();
    await bed.jobOf(second, handle.id);
    await bed.redis.del(bed.keys.jobs(second.workerId));
  });

  it('never for an administrator bot', async () => {
    const { guild, voice, text, member } = await furnished();
    voice.setOverwrite({ for: worker, deny: ['Connect', 'Speak'] });
    guild.setBotPermissions(worker, ['Administrator']);
    const handle = await member.type('/play query:x', { channel: text }).acked();
    await bed.jobOf(worker, handle.id);
    await bed.redis.del(bed.keys.jobs(worker.workerId));
  });

  it('VF in a full channel', async () => {
    const { voice, ask } = await furnished();
    voice.setUserLimit(1);
    expect((await ask('/play query:x')).sentence).toBe(
      `<#${voice.id}> is full. Wait for a free place, or join another channel.`,
    );
  });

  it('AF in the AFK channel', async () => {
    const { guild, voice, ask } = await furnished();
    guild.setAfkChannel(voice);
    expect((await ask('/join')).sentence).toContain(`<#${voice.id}> is the server’s AFK channel`);
  });

  it('SG on a stage where it may not even ask to speak; else it is called', async () => {
    const { guild, text, member, ask } = await furnished();
    const stage = guild.createStageChannel({ name: 'stage' });
    member.joinVoice(stage);
    stage.setOverwrite({ for: worker, deny: ['RequestToSpeak', 'MuteMembers'] });
    expect((await ask('/play query:x')).sentence).toContain('Mute Members');
    stage.setOverwrite({ for: worker, allow: ['RequestToSpeak'] });
    const handle = await member.type('/play query:x', { channel: text }).acked();
    await bed.jobOf(worker, handle.id);
    await bed.redis.del(bed.keys.jobs(worker.workerId));
  });

  it('NW when every worker is busy, with an invitation for the next', async () => {
    const { guild, ask, serve } = await furnished();
    const other = guild.createVoiceChannel({ name: 'other' });
    await serve(other.id);
    const { sentence } = await ask('/play query:x');
    expect(sentence).toContain(`They play in <#${other.id}> (Worker 1)`);
    expect(sentence).toContain(`client_id=${second.applicationId}`);
  });

  it('NW when every worker is out of service; a session that one plays goes on', async () => {
    const { guild, voice, text, member, ask, serve } = await furnished([worker, second]);
    const drained = [worker, second].map(({ workerId }) => bed.keys.drained(workerId));
    for (const key of drained) await bed.redis.set(key, '1');
    const refused = await ask('/play query:x');
    expect(refused).toMatchObject({ sentence: expect.stringMatching(/^No worker is free/), ephemeral: true });
    expect((await bed.assignments.get(guild.id)).sessions).toEqual({});
    await serve(voice.id, second);
    const served = await member.type('/play query:x', { channel: text }).acked();
    await bed.jobOf(second, served.id);
    await bed.redis.del(...drained, bed.keys.jobs(second.workerId));
  });

  it('NW when no worker runs', async () => {
    const { ask } = await furnished();
    await bed.setOnline(worker, false);
    expect((await ask('/play query:x')).sentence).toMatch(/^No worker is free/);
    await bed.setOnline(worker, true);
  });

  it('OV when too much waits', async () => {
    const { ask, text, member } = await furnished();
    await bed.redis.del(bed.keys.jobs(worker.workerId));
    for (let sent = 0; sent < 3; sent += 1) {
      const handle = await member.type('/play query:x', { channel: text }).acked();
      await bed.jobOf(worker, handle.id);
    }
    expect((await ask('/play query:x')).sentence).toMatch(/^Too much is going on/);
    await bed.redis.del(bed.keys.jobs(worker.workerId));
  });

  it('SP for a button nobody can read any more', async () => {
    const { text, member } = await furnished();
    const answer = await fetch(`${bed.discord.restUrl}/v10/channels/${text.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${bed.app.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        content: 'old',
        components: [{ type: 1, components: [{ type: 2, style: 2, label: 'Go', custom_id: 'old' }] }],
      }),
    });
    const handle = member.press((await answer.json()) as Parameters<typeof member.press>[0], 'Go');
    expect(said(await handle.reply())).toMatch(/earlier moment/);
  });

  it('frees a channel whose worker was thrown out of the guild', async () => {
    const { guild, voice, text, member, serve } = await furnished([second]);
    await serve(voice.id, worker);
    const handle = await member.type('/play query:x', { channel: text }).acked();
    await bed.jobOf(second, handle.id);
    expect((await bed.assignments.get(guild.id)).sessions[voice.id]?.workerId).toBe(second.workerId);
  });

  it('tells what was refused in the caller’s place: the placeholder is gone', async () => {
    const { ask, text } = await furnished();
    const { handle } = await ask('/pause');
    expect(handle.messages).toHaveLength(1);
    expect(text.messages).toEqual([]);
  });
});
