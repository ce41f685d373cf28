import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type {
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../src/index.ts';
import { restClient } from './rest-client.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

const guildMessages = 1 << 9;
const reactionsIntent = 1 << 10;
const messageContent = 1 << 15;
const patient = { timeout: 15_000 };

let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let text: SimulatedChannel;
let ada: SimulatedMember;
let call: ReturnType<typeof restClient>;
const clients: WsClient[] = [];

beforeEach(async () => {
  discord = await DiscordSimulator.start({
    identifyIntervalMs: 0,
    messageBucket: { limit: 1_000, windowMs: 1_000 },
    requestsPerSecond: 1_000,
  });
  app = discord.createApplication({ name: 'bot' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  text = guild.createTextChannel({ name: 'general' });
  ada = guild.createMember({ name: 'ada' });
  call = restClient(discord, app);
});

afterEach(async () => {
  for (const { manager } of clients.splice(0)) await manager.destroy();
  await discord.stop();
});

async function connect(intents: number): Promise<WsClient> {
  const client = wsClient(discord.restUrl, app.token, { intents });
  clients.push(client);
  await client.manager.connect();
  return client;
}

const path = (rest = ''): string => `/channels/${text.id}/messages${rest}`;
const emoji = encodeURIComponent('🎵');

test('a JSON answer is application/json and nothing more, also for what is not there', async () => {
  expect(await call('GET', '/users/@me')).toMatchObject({ status: 200, contentType: 'application/json' });
  expect(await call('GET', '/nothing')).toMatchObject({ status: 404, contentType: 'application/json' });
});

test('ids are accepted as numbers, too long for a double as they are', async () => {
  const said = ada.say(text, 'hello');
  const raw = `{"content": "hi", "message_reference": {"message_id": ${said.id}}}`;
  const answer = await call('POST', path(), raw);
  expect(answer.body).toMatchObject({ type: 19, referenced_message: { id: said.id } });
});

test('texts reach a bot with the message-content intent, or when they mention it', async () => {
  const [blind, seeing] = [
    await connect(1 | guildMessages),
    await connect(1 | guildMessages | messageContent),
  ];
  ada.say(text, 'secret');
  const own = await call('POST', path(), { content: 'mine' });
  ada.say(text, `hello <@${app.botUserId}>`);
  ada.say(text, 'in answer', { replyTo: own.body });
  const contents = (client: WsClient): string[] =>
    client.of('MESSAGE_CREATE').map((message) => (message as { content: string }).content);
  const all = ['secret', 'mine', `hello <@${app.botUserId}>`, 'in answer'];
  await expect.poll(() => contents(seeing), patient).toEqual(all);
  await expect.poll(() => contents(blind), patient).toEqual(['', ...all.slice(1)]);
});

test('without the intent in its settings an application reads no texts over REST either', async () => {
  const plain = discord.createApplication({ name: 'plain', privilegedIntents: 0 });
  guild.addBot(plain);
  const said = ada.say(text, 'secret');
  expect((await restClient(discord, plain)('GET', path(`/${said.id}`))).body.content).toBe('');
  expect((await call('GET', path(`/${said.id}`))).body.content).toBe('secret');
});

test('mentions follow allowed_mentions and permissions', async () => {
  const dj = guild.createRole({ name: 'DJ' });
  const bob = guild.createMember({ name: 'bob' });
  const content = `<@${ada.id}> <@!${bob.id}> <@&${dj.id}> @everyone`;
  const said = async (allowed?: object): Promise<unknown> => {
    const { body } = await call('POST', path(), {
      content,
      ...(allowed ? { allowed_mentions: allowed } : {}),
    });
    const names = (body.mentions as { username: string }[]).map(({ username }) => username);
    return [names, body.mention_roles, body.mention_everyone];
  };
  expect(await said()).toEqual([['ada', 'bob'], [dj.id], true]);
  expect(await said({ parse: [] })).toEqual([[], [], false]);
  expect(await said({ parse: ['users'] })).toEqual([['ada', 'bob'], [], false]);
  expect(await said({ users: [ada.id] })).toEqual([['ada'], [], false]);
  text.setOverwrite({ for: app, deny: ['MentionEveryone'] });
  expect(await said()).toEqual([['ada', 'bob'], [], false]);
  const both = { content, allowed_mentions: { parse: ['users'], users: [ada.id] } };
  expect((await call('POST', path(), both)).body.code).toBe(50035);
  const quiet = await call('POST', path(), {
    content: 'reply',
    message_reference: { message_id: ada.say(text, 'x').id },
    allowed_mentions: { replied_user: false },
  });
  expect(quiet.body.mentions).toEqual([]);
});

test('ranges: before, after, around', async () => {
  const ids = Array.from({ length: 9 }, (_, n) => ada.say(text, `${n}`).id);
  const contents = async (query: string): Promise<string> =>
    ((await call('GET', path(query))).body as { content: string }[]).map(({ content }) => content).join('');
  expect(await contents('?limit=3')).toBe('876');
  expect(await contents(`?limit=3&before=${ids[4]}`)).toBe('321');
  expect(await contents(`?limit=3&after=${ids[4]}`)).toBe('765');
  expect(await contents(`?limit=3&around=${ids[4]}`)).toBe('543');
  expect((await call('GET', path('?limit=101'))).body.code).toBe(50035);
  expect((await call('GET', path('?before=yesterday'))).body.code).toBe(50035);
});

test('reactions of members and bots', async () => {
  const client = await connect(1 | guildMessages | reactionsIntent);
  const said = ada.say(text, 'a song');
  ada.react(said, '🎵');
  expect((await call('PUT', path(`/${said.id}/reactions/${emoji}/@me`))).status).toBe(204);
  expect((await call('GET', path(`/${said.id}`))).body.reactions).toMatchObject([
    { emoji: { id: null, name: '🎵' }, count: 2, me: true },
  ]);
  expect((await call('GET', path(`/${said.id}/reactions/${emoji}`))).body).toHaveLength(2);
  await expect
    .poll(() => client.of('MESSAGE_REACTION_ADD'), patient)
    .toMatchObject([{ user_id: ada.id, message_author_id: ada.id }, { user_id: app.botUserId }]);
  expect((await call('DELETE', path(`/${said.id}/reactions/${emoji}/@me`))).status).toBe(204);
  expect((await call('DELETE', path(`/${said.id}/reactions/${emoji}/${ada.id}`))).body.code).toBe(50013);
  expect((await call('PUT', path(`/${said.id}/reactions/none/@me`))).body.code).toBe(10014);
  guild.setBotPermissions(app, ['ViewChannel', 'ManageMessages', 'ReadMessageHistory']);
  expect((await call('DELETE', path(`/${said.id}/reactions/${emoji}/${ada.id}`))).status).toBe(204);
  ada.react(said, '🎵');
  expect((await call('DELETE', path(`/${said.id}/reactions/${emoji}`))).status).toBe(204);
  ada.react(said, '🎵');
  expect((await call('DELETE', path(`/${said.id}/reactions`))).status).toBe(204);
  const names = ['REMOVE', 'REMOVE', 'REMOVE_EMOJI', 'REMOVE_ALL'];
  await expect
    .poll(() => client.events.flatMap(({ t }) => /^MESSAGE_REACTION_(REMOVE.*)$/.exec(t)?.[1] ?? []), patient)
    .toEqual(names);
  for (const other of [
    '😀',
    '😁',
    '😂',
    '🤣',
    '😃',
    '😄',
    '😅',
    '😆',
    '😉',
    '😊',
    '😋',
    '😎',
    '😍',
    '😘',
    '🥰',
    '😗',
    '😙',
    '😚',
    '🙂',
    '🤗',
  ])
    ada.react(said, other);
  expect((await call('PUT', path(`/${said.id}/reactions/${emoji}/@me`))).body.code).toBe(30010);
});

test('pins need Pin Messages; Manage Messages does not do', async () => {
  const client = await connect(1 | guildMessages);
  const said = ada.say(text, 'pin me');
  guild.setBotPermissions(app, ['ViewChannel', 'ReadMessageHistory', 'ManageMessages']);
  expect((await call('PUT', path(`/pins/${said.id}`))).body.code).toBe(50013);
  guild.setBotPermissions(app, ['ViewChannel', 'ReadMessageHistory', 'PinMessages']);
  expect((await call('PUT', path(`/pins/${said.id}`))).status).toBe(204);
  expect((await call('GET', path('/pins'))).body).toMatchObject({
    items: [{ message: { id: said.id, pinned: true } }],
    has_more: false,
  });
  expect((await call('GET', `/channels/${text.id}/pins`)).body).toMatchObject([{ id: said.id }]);
  expect(text.messages[0]).toMatchObject({ type: 6, message_reference: { message_id: said.id } });
  await expect.poll(() => client.of('CHANNEL_PINS_UPDATE').length, patient).toBe(1);
  expect((await call('DELETE', `/channels/${text.id}/pins/${said.id}`)).status).toBe(204);
  expect((await call('GET', path('/pins'))).body.items).toEqual([]);
  expect(() => ada.pin(said)).toThrow('permission to pin');
  guild.owner.pin(said);
  guild.owner.unpin(said);
});

test('several messages go at once, if none is old', async () => {
  const client = await connect(1 | guildMessages);
  const ids = ['a', 'b', 'c'].map((content) => ada.say(text, content).id);
  expect((await call('POST', path('/bulk-delete'), { messages: ids })).body.code).toBe(50013);
  guild.setBotPermissions(app, ['ViewChannel', 'ManageMessages']);
  expect((await call('POST', path('/bulk-delete'), { messages: ids.slice(0, 1) })).body.code).toBe(50035);
  const old = String(BigInt(ids[0]!) - (BigInt(15 * 24 * 60 * 60_000) << 22n));
  expect((await call('POST', path('/bulk-delete'), { messages: [...ids, old] })).body.code).toBe(50034);
  expect((await call('POST', path('/bulk-delete'), { messages: ids })).status).toBe(204);
  await expect.poll(() => client.of('MESSAGE_DELETE_BULK'), patient).toMatchObject([{ ids }]);
  expect(text.messages).toEqual([]);
});

test('members edit and delete their own, attach files, and see what is theirs to see', async () => {
  const bob = guild.createMember({ name: 'bob' });
  const file = { filename: 'a.mp3', data: Buffer.from('x'), contentType: 'audio/mpeg' };
  const said = ada.say(text, 'first', { files: [file] });
  expect(said.attachments).toMatchObject([{ filename: 'a.mp3', size: 1 }]);
  expect(ada.edit(said, 'second')).toMatchObject({ content: 'second', attachments: [{ filename: 'a.mp3' }] });
  expect(() => bob.edit(said, 'mine')).toThrow('only the author');
  expect(() => bob.delete(said)).toThrow('permission to delete');
  ada.delete(said);
  expect(() => ada.edit(said, 'x')).toThrow('gone');
  expect(() => ada.say(text, 'x'.repeat(2_001))).toThrow('2000');
  text.setOverwrite({ for: 'everyone', deny: ['AttachFiles'] });
  expect(() => ada.say(text, 'x', { files: [file] })).toThrow('permission');
});

test('a nonce that must be unique makes one message, even of two requests at once', async () => {
  const body = { content: 'once', nonce: 'n', enforce_nonce: true };
  const [one, two] = await Promise.all([call('POST', path(), body), call('POST', path(), body)]);
  expect(one.body.id).toBe(two.body.id);
  expect(one.body.nonce).toBe('n');
  expect(text.messages).toHaveLength(1);
});

test('a file of more than 10 MiB is refused, and more than ten files', async () => {
  const form = (size: number, count = 1): FormData => {
    const data = new FormData();
    data.append('payload_json', '{}');
    for (let n = 0; n < count; n++) data.append(`files[${n}]`, new Blob([Buffer.alloc(size)]), `${n}.bin`);
    return data;
  };
  expect((await call('POST', path(), form(10 * 1024 * 1024))).status).toBe(200);
  expect(await call('POST', path(), form(10 * 1024 * 1024 + 1))).toMatchObject({
    status: 413,
    body: { code: 40005 },
  });
  expect((await call('POST', path(), form(1, 11))).body.code).toBe(50035);
});
