import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordSimulator } from '../../src/index.ts';
import type {
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../../src/index.ts';
import { toneFrames } from '../voice/tone-frames.ts';
import { ForeignBot, foreignBots, isMissing } from './foreign-bot.ts';
import type { Library } from './foreign-bot.ts';

/** Longer than the 30 s after which discord.py gives a voice connection up and tries again. */
const patient = { timeout: 70_000, interval: 50 };
const frames = toneFrames([{ hz: 440, ms: 1_000 }]);

describe.each(Object.keys(foreignBots) as Library[])('a bot of %s', (library) => {
  let discord: DiscordSimulator;
  let app: SimulatedApplication;
  let guild: SimulatedGuild;
  let text: SimulatedChannel;
  let ada: SimulatedMember;
  let bot: ForeignBot;

  beforeEach(async () => {
    discord = await DiscordSimulator.start();
    app = discord.createApplication({ name: 'music' });
    guild = discord.createGuild({ name: 'Lounge', bots: [app] });
    text = guild.createTextChannel({ name: 'general' });
    ada = guild.createMember({ name: 'ada' });
    bot = await ForeignBot.start(library, discord, app, frames);
  });

  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') process.stderr.write(bot.stderr);
    await bot[Symbol.asyncDispose]();
    await discord.stop();
  });

  it.skipIf(isMissing(library))(
    'logs in, syncs, answers, is pressed, and is heard',
    // discord.py's voice connection does not come about in some 2 of 25 runs beside other tests; why is not known yet.
    { timeout: 150_000, retry: 2 },
    async () => {
      await expect
        .poll(() => bot.of('ready'), patient)
        .toMatchObject([{ user: app.botUserId, guilds: ['Lounge'], synced: ['play', 'join'] }]);

      ada.say(text, 'hello there');
      await expect
        .poll(() => bot.of('message'), patient)
        .toEqual([{ what: 'message', content: 'hello there', author: 'ada' }]);

      const panel = ada.type('/play query:never gonna', { channel: text });
      expect(await panel.reply()).toMatchObject({ content: 'panel', embeds: [{ title: 'never gonna' }] });
      expect((await ada.press(panel, 'Skip').reply()).content).toBe('skipped for ada');
      expect(panel.messages[0]?.components).toEqual([]);

      const music = guild.createVoiceChannel({ name: 'music' });
      ada.joinVoice(music);
      const joined = ada.type('/join', { channel: text });
      // An error ends the wait with what the library said.
      const outcome = (): unknown => bot.of('error')[0]?.['error'] ?? joined.messages[0]?.content ?? 'coming';
      await expect.poll(outcome, patient).not.toBe('coming');
      expect(outcome()).toBe('played');
      await expect.poll(() => music.occupants, patient).toEqual([ada.id]);
      const report = discord.audio(music);
      expect(report).toMatchObject({ frames: frames.length, lostFrames: 0, badFrames: 0, droppedFrames: 0 });
      expect(Math.abs(report.segments[0]!.hz - 440)).toBeLessThan(10);
      expect(bot.of('error')).toEqual([]);
    },
  );
});
