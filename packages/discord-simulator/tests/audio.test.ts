import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type { SimulatedApplication, SimulatedChannel, SimulatedGuild } from '../src/index.ts';
import { Player } from './voice/player.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

const soon = { timeout: 15_000, interval: 50 };
let discord: DiscordSimulator;
let bot: SimulatedApplication;
let guild: SimulatedGuild;
let music: SimulatedChannel;
let client: WsClient;
let player: Player;

beforeEach(async () => {
  discord = await DiscordSimulator.start();
  bot = discord.createApplication({ name: 'worker' });
  guild = discord.createGuild({ name: 'Lounge', bots: [bot] });
  music = guild.createVoiceChannel({ name: 'music' });
  client = wsClient(discord.restUrl, bot.token);
  await client.manager.connect();
  player = await Player.start(discord.voice.certificate);
});

afterEach(async () => {
  await player[Symbol.asyncDispose]();
  await client.manager.destroy();
  await discord.stop();
});

/** Joins by the gateway; the voice connection is made in the player's process, as Lavalink makes it. */
async function join(channel: SimulatedChannel): Promise<void> {
  const d = { guild_id: guild.id, channel_id: channel.id, self_mute: false, self_deaf: true };
  await client.manager.send(0, { op: 4, d });
  await vi.waitFor(() => expect(client.of('VOICE_SERVER_UPDATE')).toHaveLength(1), soon);
  const { session_id: sessionId } = client.of('VOICE_STATE_UPDATE').at(-1) as { session_id: string };
  const { token, endpoint } = client.of('VOICE_SERVER_UPDATE').at(-1) as { token: string; endpoint: string };
  const admission = { guildId: guild.id, channelId: channel.id, userId: bot.botUserId, sessionId, token };
  player.tell({ type: 'join', admission, endpoint });
  await vi.waitFor(() => expect(statuses()).toContain('ready'), soon);
}

const statuses = (): string[] =>
  player.notices.flatMap((notice) => (notice.type === 'connection' ? [notice.status] : []));

test('what a bot plays is heard in its channel, and its voice ends with its gateway session', async () => {
  await join(music);
  player.tell({ type: 'play', tones: [{ hz: 440, ms: 20_000 }] });
  await vi.waitFor(() => expect(discord.audio(music).frames).toBeGreaterThan(75), soon);
  const report = discord.audio(music);
  expect(Math.abs(report.segments[0]!.hz - 440)).toBeLessThan(10);

  // A lost gateway does not touch the audio, as long as the session can be resumed.
  discord.gateway(bot).drop();
  const before = discord.audio(music).frames;
  await vi.waitFor(() => expect(discord.audio(music).frames).toBeGreaterThan(before + 25), soon);

  const closed = new Promise((resolve) => discord.voice.once('closed', resolve));
  await client.manager.destroy();
  discord.gateway(bot).expire();
  expect(await closed).toMatchObject({ code: 4014, by: 'server' });
  expect(music.occupants).toEqual([]);
});
