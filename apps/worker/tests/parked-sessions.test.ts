import { createDynamodb, Assignments, tableDefinitions } from '@anankor/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InProcess } from './support/in-process.ts';

let here: InProcess;
let assignments: Assignments;
beforeAll(async () => {
  here = await InProcess.start({ env: { PARKED_SESSION_TTL: '20s' } });
  const { endpoint } = here.platform.dynamodb;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = createDynamodb({ region: 'eu-central-1', endpoint, credentials });
  assignments = new Assignments({ client, table: tableDefinitions().assignments });
}, 90_000);
afterAll(() => here.stop());

const sessions = async () => (await assignments.get(here.guild.id)).sessions;
const bot = () => here.platform.workerBots[0]!;
const free = () => expect.poll(sessions, { timeout: 20_000 }).toEqual({});

describe('a session that sits nowhere, of the only worker there is', () => {
  it('gives its channel back when a moderator disconnects the bot, and comes where it is called, with its queue', async () => {
    await here.read('/play query:concert pitch');
    await here.read('/play query:long way home');
    await here.hears(440);
    here.guild.owner.disconnect(bot());
    await free();
    expect(await here.read('/skip')).toMatch(/No music session/);
    const studio = here.guild.createVoiceChannel({ name: 'Studio' });
    const bob = here.guild.createMember({ name: 'bob' });
    bob.joinVoice(studio);
    expect(await here.read('/play query:slow river', bob)).toContain('Slow River');
    await here.hears(440, studio);
    const queue = await here.read('/queue show', bob);
    expect(queue).toMatch(/Concert Pitch[^]*Long Way Home[^]*Slow River/);
    await here.read('/leave', bob);
    await free();
  });

  it('frees the bot when its channel is deleted', async () => {
    const doomed = here.guild.createVoiceChannel({ name: 'Doomed' });
    here.alice.joinVoice(doomed);
    await here.read('/play query:concert pitch');
    await here.hears(440, doomed);
    doomed.delete();
    await free();
    here.alice.joinVoice(here.voice);
    expect(await here.read('/join')).toContain(here.voice.id);
    await here.hears(440);
    await here.read('/leave');
    await free();
  });

  it('frees what a former owner left assigned', async () => {
    await here.read('/play query:concert pitch');
    await here.hears(440);
    await here.read('/leave keep_queue:true');
    await free();
    await here.stopWorker();
    const seat = { guildId: here.guild.id, channelId: here.voice.id, workerId: bot().botUserId };
    const { version } = await assignments.get(here.guild.id);
    await assignments.assign({ ...seat, expectedVersion: version, now: Date.now() });
    await here.startWorker();
    await expect.poll(sessions, { timeout: 40_000, interval: 500 }).toEqual({});
  }, 60_000);

  it('ends once its time is over', async () => {
    await here.read('/play query:concert pitch');
    await here.read('/leave keep_queue:true');
    const key = `anankor:sessions:{${bot().botUserId}}`;
    const { redis } = here;
    expect(await redis.smembers(key)).toEqual([here.guild.id]);
    await expect.poll(() => redis.smembers(key), { timeout: 40_000, interval: 500 }).toEqual([]);
    expect(await here.read('/join')).toContain(here.voice.id);
    expect(await here.read('/queue show')).toMatch(/queue is empty/);
    await here.read('/leave');
  }, 60_000);

  it('gives a channel back for a job that made no session of it', async () => {
    const seat = { guildId: here.guild.id, channelId: here.voice.id, workerId: bot().botUserId };
    const { version } = await assignments.get(here.guild.id);
    await assignments.assign({ ...seat, expectedVersion: version, now: Date.now() });
    expect(await here.read('/skip')).toMatch(/No music session/);
    await free();
  });

  it('ends when the bot was thrown out of the guild while nobody owned it and its gateway session ended', async () => {
    await here.read('/play query:concert pitch');
    await here.hears(440);
    await here.stopWorker();
    here.platform.discord.gateway(bot()).expire();
    here.guild.removeBot(bot());
    await here.startWorker();
    const key = `anankor:sessions:{${bot().botUserId}}`;
    await expect.poll(() => here.redis.smembers(key), { timeout: 20_000 }).toEqual([]);
    expect(await sessions()).toEqual({});
  }, 60_000);
});
