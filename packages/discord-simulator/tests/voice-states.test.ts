import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type {
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../src/index.ts';
import { KoeClient } from './voice/koe-client.ts';
import { toneFrames } from './voice/tone-frames.ts';
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
  guild.setAfkChannel(music);
  await ask(music);
  await expect.poll(last, patient).toMatchObject({ channel_id: music.id, suppress: true });
});

test('on a stage nobody speaks by herself: Mute Members lets a bot, else it raises its hand', async () => {
  const stage = guild.createStageChannel({ name: 'stage' });
  const path = `/guilds/${guild.id}/voice-states/@me` as const;
  const patch = (body: object): Promise<unknown> => worker.rest.patch(path, { body });
  const state = (): Promise<unknown> => worker.rest.get(path);
  await expect(patch({ suppress: false })).rejects.toMatchObject({ code: 10065 });
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  await expect(patch({ suppress: false })).rejects.toMatchObject({ code: 50024 });

  stage.setOverwrite({ for: app, allow: ['MuteMembers'], deny: ['RequestToSpeak'] });
  await ask(stage);
  await expect.poll(place, patient).toBe(stage.id);
  expect(await state()).toMatchObject({ suppress: true });
  const now = new Date().toISOString();
  await expect(patch({ request_to_speak_timestamp: now })).rejects.toMatchObject({ code: 50013 });
  await patch({ channel_id: stage.id, suppress: false });
  expect(await state()).toMatchObject({ suppress: false });
  await patch({ suppress: true });

  stage.setOverwrite({ for: app });
  await expect(patch({ suppress: false })).rejects.toMatchObject({ code: 50013 });
  await expect(patch({ channel_id: music.id, suppress: true })).rejects.toMatchObject({ code: 10065 });
  await expect(patch({ suppress: 'yes' })).rejects.toMatchObject({ code: 50035 });
  await expect(patch({ request_to_speak_timestamp: '2020-01-01' })).rejects.toMatchObject({ code: 50035 });
  await patch({ request_to_speak_timestamp: now });
  const raised = now.replace('Z', '000+00:00');
  expect(await state()).toMatchObject({ suppress: true, request_to_speak_timestamp: raised });
  guild.owner.inviteToSpeak(app);
  expect(await state()).toMatchObject({ suppress: false, request_to_speak_timestamp: null });
  guild.owner.suppress(app);
  expect(await state()).toMatchObject({ suppress: true });
});

test('who is muted by a moderator, suppressed, or mutes herself is not heard', async () => {
  await ask(music);
  await expect.poll(place, patient).toBe(music.id);
  const koe = new KoeClient(discord.voice, {
    guildId: guild.id,
    channelId: music.id,
    userId: app.botUserId,
    sessionId: worker.session()!.sessionId,
    token: (servers()[0] as { token: string }).token,
  });
  koe.connect();
  await expect.poll(() => koe.description, patient).toBeDefined();
  const [frame] = toneFrames([{ hz: 440, ms: 20 }]);
  const heard = async (): Promise<boolean> => {
    const before = discord.audio(music);
    koe.play(frame!);
    const seen = (): number => discord.audio(music).frames + discord.audio(music).droppedFrames;
    await expect.poll(seen, patient).toBe(before.frames + before.droppedFrames + 1);
    return discord.audio(music).frames > before.frames;
  };
  expect(await heard()).toBe(true);
  guild.owner.mute(app, true);
  expect(await heard()).toBe(false);
  await expect.poll(() => worker.of('VOICE_STATE_UPDATE').at(-1), patient).toMatchObject({ mute: true });
  guild.owner.mute(app, false);
  expect(await heard()).toBe(true);
  guild.owner.deafen(app, true);
  expect(await heard()).toBe(true);
  await worker.manager.send(0, {
    op: 4,
    d: { guild_id: guild.id, channel_id: music.id, self_mute: true, self_deaf: false },
  });
  await expect.poll(() => worker.of('VOICE_STATE_UPDATE').at(-1), patient).toMatchObject({ self_mute: true });
  expect(await heard()).toBe(false);
  koe.stop();
});

test('the voice socket closes with 4022 for a deleted channel and a new server, with 4014 for a kick', async () => {
  const codes: number[] = [];
  discord.voice.on('closed', ({ code }) => codes.push(code));
  const connect = async (channel: SimulatedChannel): Promise<KoeClient> => {
    const before = servers().length;
    await ask(channel);
    await expect.poll(() => servers().length, patient).toBe(before + 1);
    const { token } = servers().at(-1) as { token: string };
    const { sessionId } = worker.session()!;
    const as = { guildId: guild.id, channelId: channel.id, userId: app.botUserId, sessionId, token };
    const koe = new KoeClient(discord.voice, as);
    koe.connect();
    await expect.poll(() => koe.description, patient).toBeDefined();
    return koe;
  };
  const koes = [await connect(music)];
  music.delete();
  await expect.poll(() => codes, patient).toEqual([4022]);
  const other = guild.createVoiceChannel({ name: 'other' });
  koes.push(await connect(other));
  guild.changeVoiceServer(app);
  await expect.poll(() => codes, patient).toEqual([4022, 4022]);
  await ask(null);
  await expect.poll(place, patient).toBeUndefined();
  koes.push(await connect(other));
  ada.disconnect(app);
  await expect.poll(() => codes, patient).toEqual([4022, 4022, 4014]);
  for (const koe of koes) koe.stop();
});

test('a bot learns of changes of its own member without the intent, and of nobody else', async () => {
  const dj = guild.createRole({ name: 'DJ' });
  ada.addRole(dj);
  guild.owner.mute(app, true);
  await expect
    .poll(() => worker.of('GUILD_MEMBER_UPDATE'), patient)
    .toMatchObject([{ user: { id: app.botUserId }, mute: true }]);
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
