import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type {
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../src/index.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let music: SimulatedChannel;
let ada: SimulatedMember;
let worker: WsClient;
const clients: WsClient[] = [];
const patient = { timeout: 15_000 };

beforeEach(async () => {
  discord = await DiscordSimulator.start({ identifyIntervalMs: 0 });
  app = discord.createApplication({ name: 'worker' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  music = guild.createVoiceChannel({ name: 'music' });
  ada = guild.createMember({ name: 'ada', permissions: ['MoveMembers'] });
  worker = await connect();
});

afterEach(async () => {
  for (const { manager } of clients.splice(0)) await manager.destroy();
  await discord.stop();
});

async function connect(stored?: ReturnType<WsClient['session']>): Promise<WsClient> {
  const client = wsClient(discord.restUrl, app.token, { stored: stored ?? null });
  clients.push(client);
  await client.manager.connect();
  return client;
}

async function ask(channel: SimulatedChannel | null, client = worker): Promise<void> {
  const d = { guild_id: guild.id, channel_id: channel?.id ?? null, self_mute: false, self_deaf: true };
  await client.manager.send(0, { op: 4, d });
}

const place = (): string | undefined => guild.voiceChannelOf(app.botUserId);
const servers = (): unknown[] => worker.of('VOICE_SERVER_UPDATE');

test('join, move, leave: state to everybody, server to the bot', async () => {
  await ask(music);
  await expect.poll(() => servers().length, patient).toBe(1);
  expect(servers()[0]).toMatchObject({ guild_id: guild.id, endpoint: discord.voice.endpoint });
  expect(worker.of('VOICE_STATE_UPDATE').at(-1)).toMatchObject({
    channel_id: music.id,
    session_id: worker.session()?.sessionId,
    self_deaf: true,
    suppress: false,
    member: { user: { id: app.botUserId } },
  });
  expect(music.occupants).toEqual([app.botUserId]);
  const other = guild.createVoiceChannel({ name: 'other' });
  ada.move(app, other);
  await expect.poll(() => servers().length, patient).toBe(2);
  expect(place()).toBe(other.id);
  await ask(null);
  await expect.poll(place, patient).toBeUndefined();
  const causes = discord.transcript.of('voice').map(({ cause }) => cause);
  expect(causes).toEqual(['asked', 'moved', 'asked']);
});

test('the same channel again changes flags and brings no new server', async () => {
  await ask(music);
  await expect.poll(() => servers().length, patient).toBe(1);
  await ask(music);
  await expect.poll(() => worker.of('VOICE_STATE_UPDATE').length, patient).toBe(2);
  expect(servers()).toHaveLength(1);
});

test('a channel without permission, or full, lets nobody in and says nothing', async () => {
  const closed = guild.createVoiceChannel({ name: 'closed', overwrites: [{ for: app, deny: ['Connect'] }] });
  const full = guild.createVoiceChannel({ name: 'full', userLimit: 1 });
  guild.createMember({ name: 'bob' }).joinVoice(full);
  await ask(closed);
  await ask(full);
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  expect(servers()).toHaveLength(1);
  const eve = guild.createMember({ name: 'eve' });
  expect(() => eve.joinVoice(full)).toThrow('does not let eve in');
  full.setUserLimit(2);
  eve.joinVoice(full);
  expect(full.occupants).toHaveLength(2);
});

test('without Speak, in a stage, or in the AFK channel the bot is suppressed', async () => {
  const quiet = guild.createVoiceChannel({ name: 'quiet', overwrites: [{ for: app, deny: ['Speak'] }] });
  await ask(quiet);
  const last = (): unknown => worker.of('VOICE_STATE_UPDATE').at(-1);
  await expect.poll(last, patient).toMatchObject({ channel_id: quiet.id, suppress: true });
  const stage = guild.createStageChannel({ name: 'stage' });
  await ask(stage);
  await expect.poll(last, patient).toMatchObject({ channel_id: stage.id, suppress: true });
  const path = `/guilds/${guild.id}/voice-states/@me` as const;
  await expect(worker.rest.patch(path, { body: { suppress: false } })).rejects.toMatchObject({ code: 50013 });
  const raised = new Date().toISOString();
  await worker.rest.patch(path, { body: { request_to_speak_timestamp: raised } });
  await expect.poll(last, patient).toMatchObject({ request_to_speak_timestamp: raised });
  stage.setOverwrite({ for: app, allow: ['MuteMembers'] });
  await worker.rest.patch(path, { body: { suppress: false } });
  expect(await worker.rest.get(path)).toMatchObject({ suppress: false });
  guild.setAfkChannel(music);
  await ask(music);
  await expect.poll(last, patient).toMatchObject({ channel_id: music.id, suppress: true });
});

test('a bot that may moves and mutes members over REST', async () => {
  const path = `/guilds/${guild.id}/members/${ada.id}` as const;
  await expect(worker.rest.patch(path, { body: { channel_id: music.id } })).rejects.toMatchObject({
    code: 50013,
  });
  guild.setBotPermissions(app, ['ViewChannel', 'MoveMembers', 'MuteMembers', 'DeafenMembers']);
  await expect(worker.rest.patch(path, { body: { channel_id: music.id } })).rejects.toMatchObject({
    code: 40032,
  });
  const other = guild.createVoiceChannel({ name: 'other' });
  ada.joinVoice(other, { selfMute: true });
  ada.setMute(false);
  ada.setDeaf(true);
  await worker.rest.patch(path, { body: { channel_id: music.id, mute: true, deaf: false } });
  expect(ada.voiceChannelId).toBe(music.id);
  await worker.rest.patch(path, { body: { channel_id: null } });
  expect(ada.voiceChannelId).toBeUndefined();
});

test('voice outlives the socket and ends when the session can no longer be resumed', async () => {
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  const stored = worker.session();
  await worker.manager.destroy({ code: 4200 });
  clients.splice(clients.indexOf(worker), 1);
  await expect.poll(() => discord.gateway(app).sessions[0]?.connected, patient).toBe(false);
  expect(place()).toBe(music.id);
  const heir = await connect(stored);
  expect(heir.of('READY')).toEqual([]);
  expect(place()).toBe(music.id);
  await heir.manager.destroy({ code: 4200 });
  await expect.poll(() => discord.gateway(app).sessions[0]?.connected, patient).toBe(false);
  discord.gateway(app).expire();
  expect(place()).toBeUndefined();
  expect(discord.transcript.of('voice').at(-1)).toMatchObject({ cause: 'session-ended', to: null });
});

test('voice ends when the socket closes with 1000, and when an IDENTIFY follows a drop', async () => {
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  await worker.manager.destroy();
  await expect.poll(place, patient).toBeUndefined();

  worker = await connect();
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  await worker.manager.destroy({ code: 4200 });
  await expect.poll(() => discord.gateway(app).sessions[0]?.connected, patient).toBe(false);
  expect(place()).toBe(music.id);
  await connect();
  expect(place()).toBeUndefined();
});

test('the resume window is a setting', async () => {
  const short = await DiscordSimulator.start({ resumeWindowMs: 200 });
  const bot = short.createApplication({ name: 'b' });
  const lounge = short.createGuild({ name: 'g', bots: [bot] });
  const channel = lounge.createVoiceChannel({ name: 'v' });
  const socket = new WebSocket(short.gatewayUrl);
  socket.onopen = () => {
    socket.send(JSON.stringify({ op: 2, d: { token: bot.token, intents: 129 } }));
    socket.send(JSON.stringify({ op: 4, d: { guild_id: lounge.id, channel_id: channel.id } }));
  };
  await expect.poll(() => channel.occupants.length, patient).toBe(1);
  short.gateway(bot).drop();
  expect(channel.occupants).toHaveLength(1);
  await expect.poll(() => channel.occupants.length, patient).toBe(0);
  await short.stop();
});

test('a null endpoint comes before the real one, when ordered, and at a change of the server', async () => {
  discord.delayVoiceEndpoint(50);
  await ask(music);
  const endpoints = (): unknown[] => servers().map((update) => (update as { endpoint: unknown }).endpoint);
  await expect.poll(endpoints, patient).toEqual([null, discord.voice.endpoint]);
  guild.changeVoiceServer(app, { nullForMs: 20 });
  await expect.poll(() => endpoints().slice(2), patient).toEqual([null, discord.voice.endpoint]);
});

test('kicked, channel deleted, removed from the guild', async () => {
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  ada.disconnect(app);
  expect(place()).toBeUndefined();
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  ada.joinVoice(music);
  music.delete();
  expect(place()).toBeUndefined();
  expect(ada.voiceChannelId).toBeUndefined();
  const other = guild.createVoiceChannel({ name: 'other' });
  await ask(other);
  await expect.poll(place, patient).toBe(other.id);
  guild.removeBot(app);
  expect(other.occupants).toEqual([]);
  ada.leaveGuild();
  expect(guild.members).toEqual([]);
});

test('moves may keep the voice connection, when set so', async () => {
  const kind = await DiscordSimulator.start({ voiceMoves: 'keep' });
  const bot = kind.createApplication({ name: 'b' });
  const lounge = kind.createGuild({ name: 'g', bots: [bot] });
  const [from, to] = ['from', 'to'].map((name) => lounge.createVoiceChannel({ name }));
  const client = wsClient(kind.restUrl, bot.token);
  await client.manager.connect();
  await client.manager.send(0, {
    op: 4,
    d: { guild_id: lounge.id, channel_id: from!.id, self_mute: false, self_deaf: false },
  });
  await expect.poll(() => client.of('VOICE_SERVER_UPDATE').length, patient).toBe(1);
  lounge.owner.move(bot, to!);
  await expect.poll(() => client.of('VOICE_STATE_UPDATE').length, patient).toBe(2);
  expect(client.of('VOICE_SERVER_UPDATE')).toHaveLength(1);
  await client.manager.destroy();
  await kind.stop();
});
