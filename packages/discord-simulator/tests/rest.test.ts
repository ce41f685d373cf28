import { REST } from '@discordjs/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type {
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../src/index.ts';

let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let text: SimulatedChannel;
let ada: SimulatedMember;

beforeAll(async () => {
  const generous = { limit: 1_000, windowMs: 1_000 };
  discord = await DiscordSimulator.start({
    interactionTokenMs: 1_500,
    messageBucket: generous,
    requestsPerSecond: 1_000,
  });
  app = discord.createApplication({ name: 'bot' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  text = guild.createTextChannel({ name: 'general' });
  ada = guild.createMember({ name: 'ada' });
});

afterAll(() => discord.stop());

interface Result {
  status: number;
  headers: Headers;
  body: { code?: number; errors?: object; id?: string } & Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown, token = app.token): Promise<Result> {
  const response = await fetch(`${discord.restUrl}/v10${path}`, {
    method,
    headers: {
      authorization: `Bot ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? '{}' : await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(answer) as Result['body'] };
}

const commandsPath = (): string => `/applications/${app.applicationId}/commands`;
const messagesPath = (channel = text): string => `/channels/${channel.id}/messages`;

test('a token that is none is 401, an unknown route 404, broken JSON 50109', async () => {
  const refused = await call('GET', '/users/@me', undefined, 'nonsense');
  expect(refused).toMatchObject({ status: 401, body: { message: '401: Unauthorized', code: 0 } });
  expect(await call('GET', '/nothing/here')).toMatchObject({ status: 404, body: { code: 0 } });
  expect(await call('POST', messagesPath(), '{"content":')).toMatchObject({
    status: 400,
    body: { code: 50109 },
  });
  expect(discord.invalidRequests).toBeGreaterThan(0);
});

test('every answer tells the state of its bucket', async () => {
  const { headers } = await call('GET', '/users/@me');
  for (const name of ['limit', 'remaining', 'reset', 'reset-after', 'bucket']) {
    expect(headers.get(`x-ratelimit-${name}`), name).toBeTruthy();
  }
});

test('who one is, and what exists', async () => {
  expect((await call('GET', '/users/@me')).body).toMatchObject({ id: app.botUserId, bot: true });
  expect((await call('GET', '/applications/@me')).body).toMatchObject({ id: app.applicationId });
  expect((await call('GET', '/oauth2/applications/@me')).body).toMatchObject({ name: 'bot' });
  expect((await call('GET', '/gateway/bot')).body).toMatchObject({ url: discord.gatewayUrl, shards: 1 });
  expect((await call('GET', '/gateway')).body).toMatchObject({ url: discord.gatewayUrl });
  expect((await call('GET', '/users/@me/guilds')).body).toMatchObject([{ id: guild.id }]);
  expect((await call('GET', `/users/${ada.id}`)).body).toMatchObject({ username: 'ada' });
  expect((await call('GET', `/guilds/${guild.id}?with_counts=true`)).body).toMatchObject({ name: 'Lounge' });
  expect((await call('GET', `/guilds/${guild.id}/channels`)).body).toMatchObject([{ id: text.id }]);
  expect((await call('GET', `/guilds/${guild.id}/roles`)).body).toMatchObject([
    { name: '@everyone' },
    { name: 'bot' },
  ]);
  expect((await call('GET', `/guilds/${guild.id}/members/${ada.id}`)).body).toMatchObject({
    user: { id: ada.id },
  });
  expect((await call('GET', `/channels/${text.id}`)).body).toMatchObject({ id: text.id });
  expect((await call('GET', `/applications/${app.applicationId}/emojis`)).body).toEqual({ items: [] });
});

test('what is not there, or not for this bot', async () => {
  const elsewhere = discord.createGuild({ name: 'Elsewhere' });
  const hidden = guild.createTextChannel({
    name: 'hidden',
    overwrites: [{ for: 'everyone', deny: ['ViewChannel'] }],
  });
  expect((await call('GET', '/users/1')).body.code).toBe(10013);
  expect((await call('GET', '/channels/1')).body.code).toBe(10003);
  expect((await call('GET', '/guilds/1')).body.code).toBe(10004);
  expect((await call('GET', `/guilds/${guild.id}/members/1`)).body.code).toBe(10007);
  expect((await call('GET', `${messagesPath()}/1`)).body.code).toBe(10008);
  expect((await call('GET', `/guilds/${guild.id}/voice-states/${ada.id}`)).body.code).toBe(10065);
  expect((await call('GET', `/guilds/${elsewhere.id}`)).body.code).toBe(50001);
  expect((await call('POST', messagesPath(hidden), { content: 'x' })).body.code).toBe(50001);
  expect((await call('GET', '/applications/1/commands')).body.code).toBe(50001);
});

test('commands: replaced with ids kept, created, changed, deleted', async () => {
  const first = await call('PUT', commandsPath(), [{ name: 'a', description: 'A' }]);
  const [a] = first.body as unknown as { id: string }[];
  const second = await call('PUT', commandsPath(), [
    { name: 'a', description: 'A again' },
    { name: 'b', description: 'B' },
  ]);
  expect(second.body).toMatchObject([{ id: a!.id, description: 'A again' }, { name: 'b' }]);
  const created = await call('POST', commandsPath(), { name: 'c', description: 'C' });
  expect(created.status).toBe(201);
  expect((await call('POST', commandsPath(), { name: 'c', description: 'C2' })).status).toBe(200);
  const path = `${commandsPath()}/${created.body.id}`;
  expect((await call('PATCH', path, { description: 'C3' })).body).toMatchObject({
    name: 'c',
    description: 'C3',
  });
  expect((await call('GET', path)).body).toMatchObject({ description: 'C3' });
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('GET', path)).body.code).toBe(10063);
  const own = `/applications/${app.applicationId}/guilds/${guild.id}/commands`;
  await call('PUT', own, [{ name: 'Play this', type: 3 }]);
  expect((await call('GET', own)).body).toMatchObject([{ type: 3, guild_id: guild.id }]);
});

test.each([
  ['a name in upper case', { name: 'Play', description: 'x' }, 'APPLICATION_COMMAND_INVALID_NAME'],
  ['a name with a blank', { name: 'play it', description: 'x' }, 'APPLICATION_COMMAND_INVALID_NAME'],
  ['a long name', { name: 'a'.repeat(33), description: 'x' }, 'BASE_TYPE_BAD_LENGTH'],
  ['no description', { name: 'a' }, 'BASE_TYPE_REQUIRED'],
  ['a long description', { name: 'a', description: 'x'.repeat(101) }, 'BASE_TYPE_BAD_LENGTH'],
  [
    '26 options',
    {
      name: 'a',
      description: 'x',
      options: Array.from({ length: 26 }, (_, n) => ({ name: `o${n}`, description: 'x', type: 3 })),
    },
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'required after optional',
    {
      name: 'a',
      description: 'x',
      options: [
        { name: 'p', description: 'x', type: 3 },
        { name: 'q', description: 'x', type: 3, required: true },
      ],
    },
    'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  [
    'autocomplete beside choices',
    {
      name: 'a',
      description: 'x',
      options: [
        { name: 'p', description: 'x', type: 3, autocomplete: true, choices: [{ name: 'c', value: 'c' }] },
      ],
    },
    'APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES',
  ],
  [
    'more than 8000 characters',
    {
      name: 'a',
      description: 'x',
      options: [1, 2, 3].map((n) => ({
        name: `p${n}`,
        description: 'x',
        type: 3,
        choices: Array.from({ length: 25 }, (_, m) => ({
          name: `${m}`.padEnd(100, 'x'),
          value: `${m}`.padEnd(100, 'x'),
        })),
      })),
    },
    'APPLICATION_COMMAND_TOO_LARGE',
  ],
])('a command with %s is 50035', async (_name, command, code) => {
  const { status, body } = await call('POST', commandsPath(), command);
  expect({ status, code: body.code }).toEqual({ status: 400, code: 50035 });
  expect(JSON.stringify(body.errors)).toContain(code);
});

test('commands of one name, more than 100 of them, and more than 200 creations a day', async () => {
  const twice = await call('PUT', commandsPath(), [
    { name: 'a', description: 'A' },
    { name: 'a', description: 'A' },
  ]);
  expect(JSON.stringify(twice.body.errors)).toContain('DUPLICATE_NAME');
  const many = (prefix: string, count: number): object[] =>
    Array.from({ length: count }, (_, n) => ({ name: `${prefix}${n}`, description: 'x' }));
  const tooMany = await call('PUT', commandsPath(), many('x', 101));
  expect(JSON.stringify(tooMany.body.errors)).toContain('APPLICATION_COMMANDS_LIMIT');
  await call('PUT', commandsPath(), many('y', 100));
  expect((await call('PUT', commandsPath(), many('z', 100))).body.code).toBe(30034);
});

const button = (id: string): object => ({ type: 2, style: 1, label: 'x', custom_id: id });
test.each([
  ['2001 characters', { content: 'x'.repeat(2_001) }, 'BASE_TYPE_MAX_LENGTH'],
  ['a long title', { embeds: [{ title: 'x'.repeat(257) }] }, 'BASE_TYPE_MAX_LENGTH'],
  [
    '26 fields',
    { embeds: [{ fields: Array.from({ length: 26 }, () => ({ name: 'n', value: 'v' })) }] },
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    '6001 characters of embeds',
    { embeds: [{ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) }] },
    'MAX_EMBED_SIZE_EXCEEDED',
  ],
  [
    'a URL that is none',
    { embeds: [{ title: 'x', url: 'nope', image: { url: 'nope' } }] },
    'URL_TYPE_INVALID_URL',
  ],
  [
    'six rows',
    { components: Array.from({ length: 6 }, (_, n) => ({ type: 1, components: [button(`${n}`)] })) },
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'six buttons',
    { components: [{ type: 1, components: Array.from({ length: 6 }, (_, n) => button(`${n}`)) }] },
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    'one custom id twice',
    { components: [{ type: 1, components: [button('a'), button('a')] }] },
    'COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  [
    'a long custom id',
    { components: [{ type: 1, components: [button('a'.repeat(101))] }] },
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    '26 select options',
    {
      components: [
        {
          type: 1,
          components: [
            {
              type: 3,
              custom_id: 's',
              options: Array.from({ length: 26 }, (_, n) => ({ label: `${n}`, value: `${n}` })),
            },
          ],
        },
      ],
    },
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    'text beside components v2',
    { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'y' }] },
    'MESSAGE_CANNOT_USE_LEGACY_FIELDS',
  ],
])('a message with %s is 50035', async (_name, message, code) => {
  const { body } = await call('POST', messagesPath(), message);
  expect(body.code).toBe(50035);
  expect(JSON.stringify(body.errors)).toContain(code);
});

test('messages: sent once by nonce, edited, replied to, listed, deleted', async () => {
  const sent = await call('POST', messagesPath(), { content: 'hi', nonce: '1', enforce_nonce: true });
  const again = await call('POST', messagesPath(), { content: 'hi', nonce: '1', enforce_nonce: true });
  expect(again.body.id).toBe(sent.body.id);
  const without = await call('POST', messagesPath(), { content: 'hi', nonce: '1' });
  expect(without.body.id).not.toBe(sent.body.id);
  const reply = await call('POST', messagesPath(), {
    content: 'to that',
    message_reference: { message_id: sent.body.id },
  });
  expect(reply.body).toMatchObject({ type: 19, referenced_message: { id: sent.body.id } });
  const lost = { content: 'x', message_reference: { message_id: '1' } };
  expect((await call('POST', messagesPath(), lost)).body.code).toBe(50035);
  const path = `${messagesPath()}/${sent.body.id}`;
  expect((await call('PATCH', path, { content: 'ho' })).body).toMatchObject({ content: 'ho' });
  expect((await call('GET', path)).body).toMatchObject({ content: 'ho' });
  expect((await call('GET', `${messagesPath()}?limit=1`)).body).toHaveLength(1);
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('PATCH', path, { content: 'x' })).body.code).toBe(10008);
  expect((await call('POST', messagesPath(), {})).body.code).toBe(50006);
  expect((await call('POST', `/channels/${text.id}/typing`)).status).toBe(204);
});

test('permissions on the channel decide', async () => {
  const strict = guild.createTextChannel({
    name: 'strict',
    overwrites: [{ for: app, deny: ['EmbedLinks', 'AttachFiles'] }],
  });
  expect((await call('POST', messagesPath(strict), { embeds: [{ title: 'x' }] })).body.code).toBe(50013);
  expect((await call('POST', messagesPath(strict), { content: 'x' })).status).toBe(200);
  const hers = ada.say(strict, 'mine');
  expect((await call('PATCH', `${messagesPath(strict)}/${hers.id}`, { content: 'x' })).body.code).toBe(50005);
  expect((await call('DELETE', `${messagesPath(strict)}/${hers.id}`)).body.code).toBe(50013);
  expect((await call('PUT', `/channels/${strict.id}/pins/${hers.id}`)).body.code).toBe(50013);
  expect((await call('POST', `/guilds/${guild.id}/channels`, { name: 'x' })).body.code).toBe(50013);
  strict.setOverwrite({ for: app, deny: ['SendMessages'] });
  expect((await call('POST', messagesPath(strict), { content: 'x' })).body.code).toBe(50013);
});

test('an administrator bot makes, pins, names and deletes', async () => {
  const admin = discord.createApplication({ name: 'admin' });
  guild.addBot(admin, ['Administrator']);
  const as = (method: string, path: string, body?: unknown): Promise<Result> =>
    call(method, path, body, admin.token);
  const made = await as('POST', `/guilds/${guild.id}/channels`, { name: 'songs', type: 2 });
  expect(made).toMatchObject({ status: 201, body: { name: 'songs', user_limit: 0 } });
  expect((await as('PUT', `/channels/${made.body.id}/voice-status`, { status: 'A song' })).status).toBe(204);
  expect((await as('GET', `/channels/${made.body.id}`)).body).toMatchObject({ status: 'A song' });
  const hers = ada.say(text, 'pin me');
  expect((await as('PUT', `${messagesPath()}/pins/${hers.id}`)).status).toBe(204);
  expect((await as('DELETE', `/channels/${made.body.id}`)).body).toMatchObject({ id: made.body.id });
  guild.removeBot(admin);
});

test('ordered faults: 429 by scope, 5xx, delays; the real client waits and tries again', async () => {
  discord.faults.inject({ route: '/users/@me', status: 429, retryAfter: 0.5, scope: 'global' });
  const limited = await call('GET', '/users/@me');
  expect(limited).toMatchObject({ status: 429, body: { global: true, retry_after: 0.5 } });
  expect(limited.headers.get('retry-after')).toBe('1');
  expect(limited.headers.get('x-ratelimit-global')).toBe('true');

  discord.faults.inject({ method: 'POST', route: /^\/channels\/\d+\/messages$/, status: 503, times: 2 });
  discord.faults.inject({ route: messagesPath(), status: 429, retryAfter: 0.2, scope: 'shared' });
  const mark = discord.transcript.position;
  const rest = new REST({ api: discord.restUrl }).setToken(app.token);
  await rest.post(`/channels/${text.id}/messages`, { body: { content: 'through' } });
  const statuses = discord.transcript
    .since(mark)
    .flatMap((entry) => (entry.kind === 'rest' ? [entry.status] : []));
  expect(statuses).toEqual([503, 503, 429, 200]);

  const withdraw = discord.faults.inject({ route: '/users/@me', status: 500 });
  withdraw();
  discord.faults.inject({ route: '/users/@me', delayMs: 50, applicationId: app.applicationId });
  expect((await call('GET', '/users/@me')).status).toBe(200);
});

test('limits are kept per bot: one that is over waits, another does not', async () => {
  const strict = await DiscordSimulator.start({
    messageBucket: { limit: 2, windowMs: 1_000 },
    requestsPerSecond: 6,
  });
  const bots = [strict.createApplication({ name: 'a' }), strict.createApplication({ name: 'b' })];
  const channel = strict.createGuild({ name: 'g', bots }).createTextChannel({ name: 'c' });
  const [a, b] = bots.map(
    ({ token }) =>
      (content: string) =>
        fetch(`${strict.restUrl}/v10/channels/${channel.id}/messages`, {
          method: 'POST',
          headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ content }),
        }),
  );
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => a!(`${n}`)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.map(({ headers }) => headers.get('x-ratelimit-scope'))).toContain('user');
  expect(refused.map(({ headers }) => headers.get('x-ratelimit-scope'))).toContain('global');
  expect((await b!('free')).status).toBe(200);
  const client = new REST({ api: strict.restUrl }).setToken(bots[0]!.token);
  await client.post(`/channels/${channel.id}/messages`, { body: { content: 'waited' } });
  expect(strict.invalidRequests).toBeGreaterThanOrEqual(refused.length);
  await strict.stop();
});

test('the webhook of an interaction: follow-ups, and its end after the token', async () => {
  await call('PUT', `/applications/${app.applicationId}/guilds/${guild.id}/commands`, [
    { name: 'go', description: 'Go' },
  ]);
  const handle = ada.type('/go', { channel: text });
  const hook = `/webhooks/${app.applicationId}/${handle.token}`;
  expect((await call('POST', hook, { content: 'early' })).body.code).toBe(10015);
  const callback = `/interactions/${handle.id}/${handle.token}/callback`;
  expect((await call('POST', callback, { type: 7 })).body.code).toBe(50035);
  expect((await call('POST', `/interactions/${handle.id}/wrong/callback`, { type: 5 })).body.code).toBe(
    10062,
  );
  const deferred = await call('POST', `${callback}?with_response=true`, { type: 5, data: {} });
  expect(deferred.body).toMatchObject({ interaction: { response_message_loading: true } });
  expect((await call('GET', `${hook}/messages/@original`)).body).toMatchObject({ content: '', flags: 128 });
  const filled = await call('POST', hook, { content: 'fills the placeholder' });
  expect((await handle.reply()).id).toBe(filled.body.id);
  const more = await call('POST', `${hook}?wait=true`, { content: 'more' });
  expect((await call('PATCH', `${hook}/messages/${more.body.id}`, { content: 'less' })).body).toMatchObject({
    content: 'less',
  });
  expect((await call('DELETE', `${hook}/messages/${more.body.id}`)).status).toBe(204);
  expect((await call('GET', `${hook}/messages/${more.body.id}`)).body.code).toBe(10008);
  expect(handle.messages).toHaveLength(1);
  expect((await call('POST', `/webhooks/1/${handle.token}`, { content: 'x' })).body.code).toBe(10015);
  expect((await call('POST', `/webhooks/${app.applicationId}/wrong`, { content: 'x' })).body.code).toBe(
    50027,
  );
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  expect(await call('PATCH', `${hook}/messages/@original`, { content: 'late' })).toMatchObject({
    status: 401,
    body: { code: 50027 },
  });
});

test('options that name members, roles, channels and files are resolved', async () => {
  const option = (name: string, type: number): object => ({ name, description: 'x', type });
  const options = [
    option('who', 6),
    option('role', 8),
    option('where', 7),
    option('any', 9),
    option('file', 11),
    option('on', 5),
    option('n', 10),
  ];
  await call('PUT', `/applications/${app.applicationId}/guilds/${guild.id}/commands`, [
    { name: 'all', description: 'All', options },
    { name: 'Play this', type: 3 },
    { name: 'secret', description: 'x', default_member_permissions: '32' },
  ]);
  const socket = new WebSocket(discord.gatewayUrl);
  const interaction = new Promise<{ data: { resolved: object; options: { value: unknown }[] } }>(
    (resolve) => {
      socket.onopen = () => socket.send(JSON.stringify({ op: 2, d: { token: app.token, intents: 1 } }));
      socket.onmessage = ({ data }) => {
        const { t, d } = JSON.parse(String(data)) as { t: string; d: never };
        if (t === 'INTERACTION_CREATE') resolve(d);
      };
    },
  );
  await discord.transcript.waitFor((entry) => entry.kind === 'gateway' && entry.action === 'identify');
  const dj = guild.createRole({ name: 'DJ' });
  ada.addRole(dj);
  const files = { 'a.mp3': { data: Buffer.from('x'), contentType: 'audio/mpeg' } };
  const line = `/all who:@ada role:DJ where:#general any:<@&${dj.id}> file:a.mp3 on:True n:1.5`;
  ada.type(line, { channel: text, files });
  const { data } = await interaction;
  expect(data.resolved).toMatchObject({
    users: { [ada.id]: { username: 'ada' } },
    members: { [ada.id]: { roles: [dj.id] } },
    roles: { [dj.id]: { name: 'DJ' } },
    channels: { [text.id]: { name: 'general' } },
  });
  expect(data.options.map(({ value }) => value).slice(5)).toEqual([true, 1.5]);
  socket.close();
  ada.removeRole(dj);
  const rejects = (typed: string, reason: string): void =>
    expect(() => ada.type(typed, { channel: text })).toThrow(reason);
  rejects('/all who:nobody', 'no member');
  rejects('/all role:none', 'no role');
  rejects('/all where:none', 'no channel');
  rejects('/all file:none', 'no file');
  rejects('/all on:maybe', 'true or false');
  rejects('/all n:many', 'number');
  rejects('/secret', 'permission');
  expect(() => ada.useMessageCommand('Nope', ada.say(text, 'x'), { channel: text, app })).toThrow(
    'not in the menu',
  );
  expect(ada.useMessageCommand('Play this', ada.say(text, 'x'), { channel: text }).state).toBe('pending');
});
