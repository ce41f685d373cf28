import { Assignments, createDynamodb, tableDefinitions } from '@anankor/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InProcess } from './support/in-process.ts';

let here: InProcess;
let assignments: Assignments;
/** Done once a job is committed, before the bot asks for its place. */
let committed: () => void = () => undefined;

beforeAll(async () => {
  here = await InProcess.start();
  await here.stopWorker();
  await here.startWorker(
    {},
    { onStep: (step) => (step === 'committed' ? committed() : undefined), seatTiming },
  );
  const { endpoint } = here.platform.dynamodb;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = createDynamodb({ region: 'eu-central-1', endpoint, credentials });
  assignments = new Assignments({ client, table: tableDefinitions().assignments });
}, 90_000);
afterAll(() => here.stop());

const seatTiming = { callMs: 2_000, lostMs: 4_000 };
const bot = () => here.platform.workerBots[0]!;
const sessions = async () => (await assignments.get(here.guild.id)).sessions;
const free = () => expect.poll(sessions, { timeout: 20_000 }).toEqual({});
const head = async () => {
  const text = await here.redis.hget(`anankor:session:{${bot().botUserId}}:${here.guild.id}`, 'head');
  return text === null ? null : (JSON.parse(text) as { parked: boolean });
};

beforeEach(() => {
  committed = () => undefined;
  here.voice.setOverwrite({ for: bot(), allow: ['ViewChannel', 'Connect', 'Speak'] });
  here.voice.setUserLimit(0);
});

describe('a bot that is called', () => {
  it('says that it is there once it is there', async () => {
    expect(await here.read('/join')).toMatch(/Here I am/);
    expect(here.voice.occupants).toContain(bot().botUserId);
    await here.read('/leave');
    expect(here.voice.occupants).not.toContain(bot().botUserId);
    expect(await here.read('/play query:concert pitch')).toMatch(/Now playing/);
    expect(here.voice.occupants).toContain(bot().botUserId);
    await here.read('/leave');
    await free();
  });

  it('says BP where Discord does not let it in, holds nothing, and comes when it may', async () => {
    committed = () => {
      here.voice.setOverwrite({ for: bot(), deny: ['Connect'] });
    };
    expect(await here.read('/join')).toContain(`I lack Connect in <#${here.voice.id}>`);
    await free();
    expect(await head()).toBeNull();
    committed = () => undefined;
    here.voice.setOverwrite({ for: bot(), allow: ['Connect'] });
    expect(await here.read('/join')).toMatch(/Here I am/);
    await here.read('/leave');
    await free();
  });

  it('says VF where the channel filled up, to everybody who typed meanwhile', async () => {
    committed = () => {
      here.voice.setUserLimit(1);
    };
    const typed = ['/play query:concert pitch', '/play query:nothing has this name', '/join'];
    const [first, second, third] = await Promise.all(typed.map((text) => here.read(text)));
    expect(first).toContain(`<#${here.voice.id}> is full`);
    expect(second).toMatch(/is full|Nothing was found/);
    expect(third).toContain(`<#${here.voice.id}> is full`);
    await free();
    expect(await head()).toBeNull();
  });

  it('keeps the queue it had, and not what was called for in vain', async () => {
    await here.read('/play query:concert pitch');
    await here.read('/leave keep_queue:true');
    await free();
    committed = () => {
      here.voice.setUserLimit(1);
    };
    expect(await here.read('/play query:slow river')).toContain('is full');
    await free();
    expect(await head()).toMatchObject({ parked: true });
    committed = () => undefined;
    here.voice.setUserLimit(0);
    expect(await here.read('/join')).toMatch(/Here I am/);
    await here.hears(440);
    expect(await here.read('/queue show')).not.toContain('Slow River');
    await here.read('/leave');
    await free();
  });

  it('does not stay for a track that is not found', async () => {
    expect(await here.read('/play query:nothing has this name')).toMatch(/Nothing was found/);
    await free();
    await expect.poll(() => here.voice.occupants).not.toContain(bot().botUserId);
  });
});

describe('a bot that lost its place', () => {
  it('gives its channel back when Discord does not let it in again, and keeps the queue', async () => {
    await here.read('/play query:concert pitch');
    await here.hears(440);
    here.voice.setOverwrite({ for: bot(), deny: ['Connect'] });
    here.platform.discord.gateway(bot()).invalidate(false);
    await free();
    expect(await head()).toMatchObject({ parked: true });
    here.voice.setOverwrite({ for: bot(), allow: ['Connect'] });
    expect(await here.read('/join')).toMatch(/Here I am/);
    await here.hears(440);
    await here.read('/leave');
  }, 60_000);
});
