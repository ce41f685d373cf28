import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type { SimulatedApplication, SimulatedGuild, SimulatedMember } from '../src/index.ts';
import { restClient } from './rest-client.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

const patient = { timeout: 15_000 };
let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let ada: SimulatedMember;
let call: ReturnType<typeof restClient>;
let client: WsClient;

beforeEach(async () => {
  discord = await DiscordSimulator.start({ identifyIntervalMs: 0, requestsPerSecond: 1_000 });
  app = discord.createApplication({ name: 'bot' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app], botPermissions: ['Administrator'] });
  ada = guild.createMember({ name: 'ada' });
  call = restClient(discord, app);
  client = wsClient(discord.restUrl, app.token, { intents: 1 | (1 << 5) | (1 << 7) });
  await client.manager.connect();
});

afterEach(async () => {
  await client.manager.destroy();
  await discord.stop();
});

test('PATCH of a member: everything is checked before anything changes', async () => {
  const path = `/guilds/${guild.id}/members/${ada.id}`;
  const music = guild.createVoiceChannel({ name: 'music' });
  const text = guild.createTextChannel({ name: 'general' });
  const code = async (body: unknown): Promise<unknown> => (await call('PATCH', path, body)).body.code;
  expect(await code({ mute: true })).toBe(40032);
  ada.joinVoice(music);
  expect(await code({ nick: 'x'.repeat(33) })).toBe(50035);
  expect(await code({ mute: 'yes' })).toBe(50035);
  expect(await code({ roles: 'all' })).toBe(50035);
  expect(await code({ roles: ['1'] })).toBe(10011);
  expect(await code({ channel_id: text.id })).toBe(50035);
  expect(await code({ channel_id: '1' })).toBe(50035);
  const tooLong = new Date(Date.now() + 29 * 24 * 60 * 60_000).toISOString();
  expect(await code({ communication_disabled_until: tooLong })).toBe(50035);
  expect(await code({ mute: true, roles: ['1'] })).toBe(10011);
  const dj = guild.createRole({ name: 'DJ' });
  expect(await code({ roles: [dj.id] })).toBe(50013);
  const low = (await call('GET', `/guilds/${guild.id}/roles`)).body.at(0);
  expect(low).toMatchObject({ name: '@everyone' });
  expect((await call('PATCH', path, { nick: 'Countess', mute: true, deaf: false })).body).toMatchObject({
    nick: 'Countess',
    mute: true,
  });
  const until = new Date(Date.now() + 60_000).toISOString();
  expect(await code({ communication_disabled_until: until })).toBeUndefined();
  expect(await code({ communication_disabled_until: null, nick: null })).toBeUndefined();
  const owner = `/guilds/${guild.id}/members/${guild.owner.id}`;
  expect((await call('PATCH', owner, { nick: 'x' })).body.code).toBe(50013);
  guild.setBotPermissions(app, ['ViewChannel', 'MuteMembers']);
  expect(await code({ deaf: true })).toBe(50013);
  expect(await code({ mute: false })).toBeUndefined();
  guild.setBotPermissions(app, ['ViewChannel', 'MoveMembers']);
  const locked = guild.createVoiceChannel({ name: 'locked', overwrites: [{ for: app, deny: ['Connect'] }] });
  expect(await code({ channel_id: locked.id })).toBe(50013);
  const self = `/guilds/${guild.id}/members/@me`;
  expect((await call('PATCH', self, { nick: 'DJ Bot' })).body).toMatchObject({ nick: 'DJ Bot' });
  expect((await call('PATCH', self, { nick: 'x'.repeat(33) })).body.code).toBe(50035);
});

test('members: in pages, by name, given roles, thrown out', async () => {
  const bob = guild.createMember({ name: 'bob' });
  const all = (await call('GET', `/guilds/${guild.id}/members?limit=100`)).body as { user: { id: string } }[];
  expect(all).toHaveLength(4);
  const after = await call('GET', `/guilds/${guild.id}/members?limit=100&after=${all[1]!.user.id}`);
  expect(after.body).toHaveLength(2);
  expect((await call('GET', `/guilds/${guild.id}/members/search?query=bo&limit=10`)).body).toHaveLength(2);
  const created = await call('POST', `/guilds/${guild.id}/roles`, { name: 'low' });
  const role = `/guilds/${guild.id}/members/${bob.id}/roles/${created.body.id}`;
  expect((await call('PUT', role)).body.code).toBe(50013);
  expect((await call('DELETE', `/guilds/${guild.id}/members/${bob.id}`)).status).toBe(204);
  expect(guild.members.map(({ name }) => name)).not.toContain('bob');
});

test('roles are made, changed and deleted, below the own one', async () => {
  const path = `/guilds/${guild.id}/roles`;
  const low = await call('POST', path, { name: 'DJ', permissions: '8', color: 255, hoist: true });
  expect(low.body).toMatchObject({ name: 'DJ', permissions: '8', color: 255, hoist: true });
  expect((await call('PATCH', `${path}/${low.body.id}`, { name: 'x' })).body.code).toBe(50013);
  expect((await call('POST', path, { name: 'x'.repeat(101) })).body.code).toBe(50035);
  await expect.poll(() => client.of('GUILD_ROLE_CREATE').length, patient).toBe(1);
  expect((await call('GET', `${path}/${guild.id}`)).body).toMatchObject({ name: '@everyone' });
  expect((await call('DELETE', `${path}/1`)).body.code).toBe(10011);
  const renamed = await call('PATCH', `${path}/${guild.id}`, { mentionable: true });
  expect(renamed.body).toMatchObject({ mentionable: true });
});

test('channels are made, changed, given overwrites, deleted', async () => {
  const path = `/guilds/${guild.id}/channels`;
  const category = await call('POST', path, { name: 'Music', type: 4 });
  const made = await call('POST', path, {
    name: 'requests',
    parent_id: category.body.id,
    topic: 'Songs',
    rate_limit_per_user: 5,
    permission_overwrites: [{ id: guild.id, type: 0, deny: '2048' }],
  });
  expect(made.body).toMatchObject({
    parent_id: category.body.id,
    topic: 'Songs',
    rate_limit_per_user: 5,
    permission_overwrites: [{ id: guild.id, deny: '2048' }],
  });
  const channel = `/channels/${made.body.id}`;
  expect((await call('PATCH', channel, { name: 'songs', topic: null })).body).toMatchObject({
    name: 'songs',
    topic: null,
  });
  expect((await call('PATCH', channel, { name: '' })).body.code).toBe(50035);
  expect((await call('POST', path, { name: 'x', type: 99 })).body.code).toBe(50035);
  expect((await call('PUT', `${channel}/permissions/${ada.id}`, { type: 1, allow: '2048' })).status).toBe(
    204,
  );
  expect((await call('DELETE', `${channel}/permissions/${ada.id}`)).status).toBe(204);
  expect((await call('DELETE', `${channel}/permissions/${ada.id}`)).body.code).toBe(10009);
  expect((await call('DELETE', channel)).body).toMatchObject({ id: made.body.id });
  await expect.poll(() => client.of('CHANNEL_DELETE').length, patient).toBe(1);
  guild.setBotPermissions(app, ['ViewChannel', 'ManageRoles']);
  const general = guild.createTextChannel({ name: 'general' });
  const beyond = await call('PUT', `/channels/${general.id}/permissions/${ada.id}`, {
    type: 1,
    allow: '8192',
  });
  expect(beyond.body.code).toBe(50013);
});

test("a voice channel's status: by whom, how long, until the last one leaves; stages have none", async () => {
  const music = guild.createVoiceChannel({ name: 'music' });
  const stage = guild.createStageChannel({ name: 'stage' });
  const put = (channel: { id: string }, status: unknown): ReturnType<typeof call> =>
    call('PUT', `/channels/${channel.id}/voice-status`, { status });
  guild.setBotPermissions(app, ['ViewChannel', 'SetVoiceChannelStatus', 'Connect']);
  expect((await put(music, 'A song')).body.code).toBe(50013);
  await client.manager.send(0, {
    op: 4,
    d: { guild_id: guild.id, channel_id: music.id, self_mute: false, self_deaf: true },
  });
  await expect.poll(() => music.occupants, patient).toEqual([app.botUserId]);
  expect((await put(music, 'x'.repeat(501))).body.code).toBe(50035);
  expect((await put(music, 'A song')).status).toBe(204);
  guild.owner.disconnect(app);
  const statuses = (): unknown[] =>
    client.of('VOICE_CHANNEL_STATUS_UPDATE').map((event) => (event as { status: unknown }).status);
  await expect.poll(statuses, patient).toEqual(['A song', null]);
  guild.setBotPermissions(app, ['Administrator']);
  expect((await put(stage, 'A song')).body.code).toBe(50024);
});

test('stages are opened, renamed and closed by who moderates them', async () => {
  const stage = guild.createStageChannel({ name: 'stage' });
  const music = guild.createVoiceChannel({ name: 'music' });
  const open = (channel: { id: string }): ReturnType<typeof call> =>
    call('POST', '/stage-instances', { channel_id: channel.id, topic: 'Concert' });
  expect((await open(music)).body.code).toBe(50024);
  expect((await call('GET', `/stage-instances/${stage.id}`)).body.code).toBe(10067);
  expect((await open(stage)).body).toMatchObject({ topic: 'Concert', channel_id: stage.id });
  expect((await open(stage)).body.code).toBe(150006);
  const path = `/stage-instances/${stage.id}`;
  expect((await call('PATCH', path, { topic: 'Encore' })).body).toMatchObject({ topic: 'Encore' });
  expect((await call('DELETE', path)).status).toBe(204);
  guild.setBotPermissions(app, ['ViewChannel', 'MuteMembers']);
  expect((await open(stage)).body.code).toBe(50013);
  expect(() => ada.openStage(stage, 'Mine')).toThrow('do not moderate');
  guild.owner.openStage(stage, 'Hers');
  ada.joinVoice(stage);
  ada.raiseHand();
  await expect
    .poll(() => client.of('VOICE_STATE_UPDATE').at(-1), patient)
    .toMatchObject({ suppress: true, request_to_speak_timestamp: expect.stringContaining('+00:00') });
  guild.owner.closeStage(stage);
  const names = client.events.flatMap(({ t }) => /^STAGE_INSTANCE_(.*)$/.exec(t)?.[1] ?? []);
  expect(names.slice(0, 3)).toEqual(['CREATE', 'UPDATE', 'DELETE']);
});

test('who sits idle is moved to the AFK channel, and suppressed there', async () => {
  const [music, afk] = ['music', 'afk'].map((name) => guild.createVoiceChannel({ name }));
  ada.joinVoice(music!);
  ada.goIdle();
  expect(ada.voiceChannelId).toBe(music!.id);
  expect(
    (await call('PATCH', `/guilds/${guild.id}`, { afk_channel_id: afk!.id, afk_timeout: 60 })).body,
  ).toMatchObject({
    afk_channel_id: afk!.id,
    afk_timeout: 60,
  });
  ada.goIdle();
  expect(ada.voiceChannelId).toBe(afk!.id);
  expect((await call('PATCH', `/guilds/${guild.id}`, { afk_timeout: 61 })).body.code).toBe(50035);
  expect((await call('GET', `/guilds/${guild.id}/voice-states/${ada.id}`)).body).toMatchObject({
    suppress: true,
  });
});

test('webhooks post under a name of their own, in voice channels too', async () => {
  const music = guild.createVoiceChannel({ name: 'music' });
  const hooks = `/channels/${music.id}/webhooks`;
  expect((await call('POST', hooks, { name: 'My Discord' })).body.code).toBe(50035);
  const hook = (await call('POST', hooks, { name: 'Radio' })).body as { id: string; token: string };
  expect((await call('GET', hooks)).body).toMatchObject([{ name: 'Radio', token: hook.token }]);
  expect((await call('GET', `/guilds/${guild.id}/webhooks`)).body).toHaveLength(1);
  const own = `/webhooks/${hook.id}/${hook.token}`;
  expect((await call('GET', own)).body.user).toBeUndefined();
  expect((await call('POST', own, { content: 'no answer' })).status).toBe(204);
  const said = await call('POST', `${own}?wait=True`, { content: 'hello', username: 'DJ' });
  expect(said.body).toMatchObject({ webhook_id: hook.id, author: { username: 'DJ', bot: true } });
  const message = `${own}/messages/${said.body.id}`;
  expect((await call('PATCH', message, { content: 'bye' })).body).toMatchObject({ content: 'bye' });
  expect((await call('GET', message)).body).toMatchObject({ content: 'bye' });
  expect((await call('DELETE', message)).status).toBe(204);
  expect((await call('POST', `/webhooks/${hook.id}/wrong`, { content: 'x' })).body.code).toBe(50027);
  expect((await call('PATCH', `/webhooks/${hook.id}`, { name: 'FM' })).body).toMatchObject({ name: 'FM' });
  expect((await call('DELETE', `/webhooks/${hook.id}`)).status).toBe(204);
  expect((await call('GET', `/webhooks/${hook.id}`)).body.code).toBe(10015);
  await expect.poll(() => client.of('WEBHOOKS_UPDATE').length, patient).toBe(3);
});

test("threads belong to text channels; a voice channel's chat has messages and no threads", async () => {
  const text = guild.createTextChannel({ name: 'general' });
  const music = guild.createVoiceChannel({ name: 'music' });
  expect((await call('POST', `/channels/${music.id}/messages`, { content: 'hi' })).status).toBe(200);
  expect((await call('POST', `/channels/${music.id}/threads`, { name: 'x', type: 11 })).body.code).toBe(
    50024,
  );
  const said = ada.say(text, 'topic');
  const thread = await call('POST', `/channels/${text.id}/messages/${said.id}/threads`, { name: 'Songs' });
  expect(thread).toMatchObject({ status: 201, body: { id: said.id, parent_id: text.id, type: 11 } });
  const again = await call('POST', `/channels/${text.id}/messages/${said.id}/threads`, { name: 'Songs' });
  expect(again.body.code).toBe(160004);
  const path = `/channels/${said.id}`;
  expect((await call('POST', `${path}/messages`, { content: 'inside' })).status).toBe(200);
  expect(ada.say({ id: said.id }, 'me too').channel_id).toBe(said.id);
  text.setOverwrite({ for: 'everyone', deny: ['SendMessagesInThreads'] });
  expect(() => ada.say({ id: said.id }, 'and again')).toThrow('permission');
  expect((await call('GET', `/guilds/${guild.id}/threads/active`)).body).toMatchObject({
    threads: [{ id: said.id, message_count: 2 }],
    members: [{ user_id: app.botUserId }],
  });
  expect((await call('DELETE', `${path}/thread-members/@me`)).status).toBe(204);
  expect((await call('PUT', `${path}/thread-members/@me`)).status).toBe(204);
  expect((await call('PUT', `${path}/thread-members/${ada.id}`)).status).toBe(204);
  expect((await call('PATCH', path, { archived: true, locked: true })).body).toMatchObject({
    thread_metadata: { archived: true, locked: true },
  });
  expect((await call('POST', `${path}/messages`, { content: 'late' })).body.code).toBe(50083);
  expect((await call('GET', `/guilds/${guild.id}/channels`)).body).toHaveLength(2);
  expect((await call('DELETE', path)).body).toMatchObject({ id: said.id });
  const names = ['THREAD_CREATE', 'THREAD_UPDATE', 'THREAD_DELETE'];
  await expect
    .poll(() => client.events.map(({ t }) => t).filter((t) => names.includes(t)), patient)
    .toEqual(names);
});
