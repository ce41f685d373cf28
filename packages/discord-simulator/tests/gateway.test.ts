import { CompressionMethod, WebSocketManager } from '@discordjs/ws';
import { Client as CoreClient } from '@discordjs/core';
import { REST } from '@discordjs/rest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type { SimulatedApplication, SimulatedChannel, SimulatedGuild } from '../src/index.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let music: SimulatedChannel;
let clients: WsClient[];

beforeEach(async () => {
  discord = await DiscordSimulator.start({ identifyIntervalMs: 0 });
  app = discord.createApplication({ name: 'worker' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  music = guild.createVoiceChannel({ name: 'music' });
  clients = [];
});

afterEach(async () => {
  for (const { manager } of clients) await manager.destroy();
  await discord.stop();
});

async function connect(options: Parameters<typeof wsClient>[2] = {}): Promise<WsClient> {
  const client = wsClient(discord.restUrl, app.token, options);
  clients.push(client);
  await client.manager.connect();
  return client;
}

/** Milliseconds to wait for something on a machine that is busy. */
const patient = { timeout: 15_000 };
const actions = (): string[] => discord.transcript.of('gateway').map(({ action }) => action);

test('READY, then a full GUILD_CREATE', async () => {
  const client = await connect();
  await expect.poll(() => client.of('GUILD_CREATE').length, patient).toBe(1);
  expect(client.of('READY')[0]).toMatchObject({
    user: { id: app.botUserId },
    guilds: [{ id: guild.id, unavailable: true }],
    application: { id: app.applicationId },
  });
  expect(client.of('GUILD_CREATE')[0]).toMatchObject({
    id: guild.id,
    channels: [{ id: music.id, permission_overwrites: [] }],
    members: [{ user: { id: app.botUserId } }],
  });
});

test('events reach only sessions with the intent', async () => {
  const without = await connect({ intents: 1 });
  const withVoice = await connect();
  guild.createMember({ name: 'ada' }).joinVoice(music);
  await expect.poll(() => withVoice.of('VOICE_STATE_UPDATE').length, patient).toBe(1);
  guild.createTextChannel({ name: 'later' });
  await expect.poll(() => without.of('CHANNEL_CREATE').length, patient).toBe(1);
  expect(without.of('VOICE_STATE_UPDATE')).toEqual([]);
});

test('a second manager resumes a stored session and gets what it missed, then RESUMED', async () => {
  const first = await connect();
  const stored = first.session();
  discord.gateway(app).silence(); // the first process is as good as gone
  const ada = guild.createMember({ name: 'ada' });
  ada.joinVoice(music);
  const second = await connect({ stored });
  await expect.poll(() => second.of('RESUMED').length, patient).toBe(1);
  expect(second.of('READY')).toEqual([]);
  expect(second.of('VOICE_STATE_UPDATE')).toMatchObject([{ user_id: ada.id, channel_id: music.id }]);
  expect(second.events.at(-1)?.t).toBe('RESUMED');
  expect(
    discord.transcript.of('gateway').find(({ action }) => action === 'resume')?.replayed,
  ).toBeGreaterThan(0);
});

describe('what Discord does, and how the client comes back', () => {
  const table: [string, () => void, 'resume' | 'identify'][] = [
    ['op 7', () => discord.gateway(app).reconnect(), 'resume'],
    ['op 9 true', () => discord.gateway(app).invalidate(true), 'resume'],
    ['op 9 false', () => discord.gateway(app).invalidate(false), 'identify'],
    ['close 4000', () => discord.gateway(app).close(4000), 'resume'],
    ['close 4009', () => discord.gateway(app).close(4009), 'resume'],
    ['a cut', () => discord.gateway(app).drop(), 'resume'],
    ['close 1000', () => discord.gateway(app).close(1000), 'identify'],
    ['close 4007', () => discord.gateway(app).close(4007), 'identify'],
    ['close 4008', () => discord.gateway(app).close(4008), 'identify'],
  ];
  test.each(table)('%s', async (_name, provoke, comeback) => {
    const client = await connect();
    const mark = discord.transcript.position;
    provoke();
    const back = await discord.transcript.waitFor(
      (entry) => entry.kind === 'gateway' && (entry.action === 'resume' || entry.action === 'identify'),
      15_000,
      mark,
    );
    expect(back).toMatchObject({ action: comeback });
    const arrived = (): number => client.of('READY').length + client.of('RESUMED').length;
    await expect.poll(arrived, patient).toBe(2);
  });
});

test('a bad token is closed with 4004 ', async () => {
  const socket = new WebSocket(`${discord.gatewayUrl}/?v=10&encoding=json`);
  const code = await new Promise<number>((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ op: 2, d: { token: 'bad', intents: 1 } }));
    socket.onclose = (event) => resolve(event.code);
  });
  expect(code).toBe(4004);
});

test.each([
  ['nonsense', 'nonsense', 4002],
  ['an unknown opcode', { op: 99, d: null }, 4001],
  ['a payload before IDENTIFY', { op: 4, d: {} }, 4003],
  ['a shard that is none', { op: 2, d: { intents: 1, shard: [2, 1] } }, 4010],
  ['intents that are none', { op: 2, d: { intents: 1 << 30 } }, 4013],
])('%s is closed with its code', async (_name, payload, expected) => {
  const socket = new WebSocket(`${discord.gatewayUrl}/?v=10&encoding=json`);
  const withToken =
    typeof payload === 'object' && payload.op === 2
      ? { ...payload, d: { token: app.token, ...payload.d } }
      : payload;
  const code = await new Promise<number>((resolve) => {
    socket.onopen = () => socket.send(typeof withToken === 'string' ? withToken : JSON.stringify(withToken));
    socket.onclose = (event) => resolve(event.code);
  });
  expect(code).toBe(expected);
});

test('an API version other than 10 is 4012, a privileged intent that is off 4014, a second IDENTIFY 4005', async () => {
  const closeOf = (query: string, payloads: object[]): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${discord.gatewayUrl}/?${query}`);
      socket.onopen = () => payloads.forEach((payload) => socket.send(JSON.stringify(payload)));
      socket.onclose = (event) => resolve(event.code);
    });
  const plain = discord.createApplication({ name: 'plain', privilegedIntents: 0 });
  const identify = { op: 2, d: { token: plain.token, intents: 1 } };
  expect(await closeOf('v=9', [])).toBe(4012);
  expect(await closeOf('v=10', [{ op: 2, d: { token: plain.token, intents: 1 << 15 } }])).toBe(4014);
  expect(await closeOf('v=10', [identify, identify])).toBe(4005);
});

test('a client that stops its heartbeats is closed with 4009 and may resume', async () => {
  const short = await DiscordSimulator.start({ heartbeatIntervalMs: 200, heartbeatGraceMs: 100 });
  const { token } = short.createApplication({ name: 'mute' });
  const socket = new WebSocket(`${short.gatewayUrl}/?v=10`);
  const code = await new Promise<number>((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ op: 2, d: { token, intents: 1 } }));
    socket.onclose = (event) => resolve(event.code);
  });
  expect(code).toBe(4009);
  expect(short.gateway(short.applications[0]!).sessions).toMatchObject([{ connected: false }]);
  await short.stop();
});

test('the client notices a connection that went silent and resumes', async () => {
  await discord.stop();
  discord = await DiscordSimulator.start({ identifyIntervalMs: 0, heartbeatIntervalMs: 400 });
  app = discord.createApplication({ name: 'worker' });
  await connect();
  discord.gateway(app).silence();
  await expect.poll(actions, patient).toContain('resume');
});

test('past the resume window a RESUME gets op 9 false and the client identifies', async () => {
  const first = await connect();
  const stored = first.session();
  discord.gateway(app).drop();
  discord.gateway(app).expire();
  const second = await connect({ stored });
  await expect.poll(() => second.of('READY').length, patient).toBe(1);
  expect(actions()).toContain('invalid-session');
});

test('a replay that is no longer kept gets op 9 false', async () => {
  await discord.stop();
  discord = await DiscordSimulator.start({ identifyIntervalMs: 0, replayLimit: 5 });
  app = discord.createApplication({ name: 'worker' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  const first = await connect();
  const stored = first.session();
  for (let n = 0; n < 20; n++) guild.createTextChannel({ name: `c${n}` });
  const second = await connect({ stored });
  await expect.poll(() => second.of('READY').length, patient).toBe(1);
});

test('identifies are counted, and one too many in a moment is refused until the client waited', async () => {
  await discord.stop();
  discord = await DiscordSimulator.start({ identifyIntervalMs: 1_500, identifiesPerDay: 10 });
  app = discord.createApplication({ name: 'worker' });
  await connect();
  const again = await connect();
  await expect.poll(() => again.of('READY').length, patient).toBe(1);
  const { session_start_limit: limit } = (await again.rest.get('/gateway/bot')) as {
    session_start_limit: { remaining: number };
  };
  expect(limit.remaining).toBe(8);
});

test('several sessions of one application each get every event', async () => {
  const replicas = [await connect(), await connect()];
  guild.createTextChannel({ name: 'news' });
  for (const { of } of replicas) await expect.poll(() => of('CHANNEL_CREATE').length, patient).toBe(1);
});

test('zlib-stream is spoken when a client asks for it', async () => {
  const rest = new REST({ api: discord.restUrl }).setToken(app.token);
  const manager = new WebSocketManager({
    token: app.token,
    rest,
    intents: 1,
    shardCount: 1,
    compression: CompressionMethod.ZlibNative,
    retrieveSessionInfo: () => null,
    updateSessionInfo: () => undefined,
  });
  const names: string[] = [];
  manager.on('dispatch', ({ t }) => names.push(t));
  await manager.connect();
  await expect.poll(() => names, patient).toContain('GUILD_CREATE');
  await manager.destroy();
});

test('@discordjs/core: interactions, members of a guild, messages without their content', async () => {
  const client = wsClient(discord.restUrl, app.token, { intents: 1 | (1 << 9) });
  clients.push(client);
  const core = new CoreClient({ rest: client.rest, gateway: client.manager });
  const contents: string[] = [];
  core.on('MESSAGE_CREATE', ({ data }) => contents.push(data.content));
  core.on('INTERACTION_CREATE', ({ data, api }) => {
    void api.interactions.reply(data.id, data.token, { content: 'pong' });
  });
  await client.manager.connect();
  await core.api.applicationCommands.bulkOverwriteGlobalCommands(app.applicationId, [
    { name: 'ping', description: 'Ping' },
  ]);
  const text = guild.createTextChannel({ name: 'general' });
  const ada = guild.createMember({ name: 'ada' });
  expect((await ada.type('/ping', { channel: text }).reply()).content).toBe('pong');
  ada.say(text, 'secret');
  ada.say(text, `hello <@${app.botUserId}>`);
  await expect.poll(() => contents, patient).toEqual(['pong', '', `hello <@${app.botUserId}>`]);
  await client.manager.send(0, { op: 8, d: { guild_id: guild.id, query: '', limit: 0 } });
  await expect.poll(() => client.of('GUILD_MEMBERS_CHUNK').length, patient).toBe(1);
});

test('joining and leaving guilds', async () => {
  const client = await connect();
  const other = discord.createGuild({ name: 'Other', bots: [app] });
  await expect.poll(() => client.of('GUILD_CREATE').length, patient).toBe(2);
  other.removeBot(app);
  guild.delete();
  await expect.poll(() => client.of('GUILD_DELETE').length, patient).toBe(2);
});
