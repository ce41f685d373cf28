import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedChannel } from '@anankor/discord-simulator';
import { InProcess } from './support/in-process.ts';

let here: InProcess;
beforeAll(async () => {
  here = await InProcess.start();
}, 90_000);
afterAll(() => here.stop());

const bot = () => here.platform.workerBots[0]!;
/** What of the bot's voice state decides whether it is heard. */
const state = async () => {
  const url = `${here.platform.discord.restUrl}/v10/guilds/${here.guild.id}/voice-states/@me`;
  const answer = await fetch(url, { headers: { authorization: `Bot ${bot().token}` } });
  return (await answer.json()) as { suppress: boolean; request_to_speak_timestamp: string | null };
};
const raised = async (): Promise<boolean> => (await state()).request_to_speak_timestamp !== null;
const position = async (): Promise<string> => /(\d+:\d\d)/.exec(await here.read('/queue show'))?.[1] ?? '';

describe('a bot that a moderator mutes', () => {
  it('waits where it is, says so, and goes on from there once it is heard again', async () => {
    await here.read('/play query:concert pitch');
    await here.hears(440);
    here.guild.owner.mute(bot(), true);
    await here.hears(0);
    const first = await position();
    expect(await here.read('/play query:long way home')).toMatch(/muted/);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await position()).toBe(first);
    here.guild.owner.mute(bot(), false);
    await here.hears(440);
    expect(await here.read('/volume level:90')).not.toMatch(/muted/);
  }, 60_000);

  it('stays paused where a member paused it meanwhile', async () => {
    here.guild.owner.mute(bot(), true);
    await here.read('/pause');
    here.guild.owner.mute(bot(), false);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await here.hears(0);
    expect(await here.read('/resume')).toContain('Concert Pitch');
    await here.hears(440);
    await here.read('/leave');
  }, 60_000);
});

describe('a bot on a stage', () => {
  const enter = (name: string): SimulatedChannel => {
    const stage = here.guild.createStageChannel({ name });
    here.alice.joinVoice(stage);
    return stage;
  };

  it('speaks where it has Mute Members', async () => {
    const stage = enter('Podium');
    stage.setOverwrite({ for: bot(), allow: ['MuteMembers', 'RequestToSpeak'] });
    here.guild.setEveryonePermissions(['ViewChannel', 'Connect', 'SendMessages', 'UseApplicationCommands']);
    expect(await here.read('/play query:concert pitch')).toMatch(/Now playing/);
    await here.hears(440, stage);
    here.guild.owner.suppress(bot());
    await here.hears(0, stage);
    expect(await here.read('/play query:long way home')).toMatch(/may not speak/);
    await expect.poll(raised).toBe(true);
    expect((await state()).suppress).toBe(true);
    expect(await here.read('/join')).toContain(stage.id);
    await here.hears(440, stage);
    await here.read('/leave');
  }, 60_000);

  it('raises its hand where it may, says so, and begins when it is invited', async () => {
    const stage = enter('Panel');
    stage.setOverwrite({ for: bot(), allow: ['RequestToSpeak'] });
    expect(await here.read('/play query:concert pitch')).toMatch(/in the audience of .* and raised my hand/);
    expect(await raised()).toBe(true);
    here.guild.owner.inviteToSpeak(bot());
    await here.hears(440, stage);
    expect(await here.read('/queue show')).toMatch(/Concert Pitch\S* at `?0:0/);
    await here.read('/leave');
  }, 60_000);

  it('is not called where it may not even ask to speak', async () => {
    const stage = enter('Closed');
    stage.setOverwrite({ for: bot(), deny: ['RequestToSpeak', 'MuteMembers'] });
    expect(await here.read('/play query:concert pitch')).toMatch(/neither speak nor ask to speak/);
  });
});
