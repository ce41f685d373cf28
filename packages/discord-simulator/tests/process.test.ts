import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@discordjs/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiscordSimulator, controlRoutes, populate, readConfiguration } from '../src/index.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

const botId = '123456789012345678';
const token = `${Buffer.from(botId).toString('base64url')}.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb`;
const configuration = {
  applications: [{ name: 'master', tokenFrom: 'MASTER_TOKEN' }],
  guilds: [
    {
      name: 'Lounge',
      textChannels: [{ name: 'general' }],
      voiceChannels: [{ name: 'music', userLimit: 5 }],
      stageChannels: [{ name: 'stage' }],
      members: [{ name: 'ada', permissions: ['ManageGuild'], voice: 'music' }],
    },
  ],
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anankor-simulator-'));
  await writeFile(join(folder, 'simulator.json'), JSON.stringify(configuration));
});

afterAll(() => rm(folder, { recursive: true }));

async function request(base: string, path: string, body?: object): Promise<{ status: number; body: never }> {
  const options = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const response = await fetch(`${base.replace(/\/api$/, '')}/sim/${path}`, options);
  return { status: response.status, body: (await response.json()) as never };
}

async function bot(restUrl: string): Promise<WsClient> {
  const client = wsClient(restUrl, token);
  const core = new Client({ rest: client.rest, gateway: client.manager });
  core.on('INTERACTION_CREATE', ({ data, api }) => {
    const components = [
      {
        type: 1 as const,
        components: [{ type: 2 as const, style: 1 as const, label: 'Go', custom_id: 'go' }],
      },
      {
        type: 1 as const,
        components: [{ type: 3 as const, custom_id: 'menu', options: [{ label: 'A', value: 'a' }] }],
      },
    ];
    if (data.type === 2) void api.interactions.reply(data.id, data.token, { content: 'pong', components });
    else if (data.type === 4)
      void api.interactions.createAutocompleteResponse(data.id, data.token, { choices: [] });
    else if (data.type === 5) void api.interactions.reply(data.id, data.token, { content: 'thanks' });
    else if ('custom_id' in data.data && data.data.custom_id === 'menu') {
      const input = { type: 4 as const, custom_id: 'f', label: 'F', style: 1 as const };
      const modal = { custom_id: 'm', title: 'M', components: [{ type: 1 as const, components: [input] }] };
      void api.interactions.createModal(data.id, data.token, modal);
    } else void api.interactions.updateMessage(data.id, data.token, { content: 'pressed' });
  });
  await client.manager.connect();
  const options = [{ name: 'q', description: 'Q', type: 3 as const, autocomplete: true }];
  await core.api.applicationCommands.bulkOverwriteGlobalCommands(botId, [
    { name: 'ping', description: 'Ping', options },
  ]);
  return client;
}

const ada = { member: 'ada', channel: 'general' };

/** Every action of the control API; the same for the process and for a simulator inside this one. */
async function exercise(base: string): Promise<void> {
  const client = await bot(base);
  const typed = await request(base, 'type', { ...ada, app: 'master', text: '/ping q:x', until: 'reply' });
  expect(typed).toMatchObject({ status: 200, body: { state: 'answered', messages: [{ content: 'pong' }] } });
  const { id, messages } = typed.body as { id: string; messages: { id: string }[] };
  expect(await request(base, 'autocomplete', { ...ada, text: '/ping q:x' })).toMatchObject({
    body: { choices: [] },
  });
  const press = { ...ada, message: messages[0]!.id, button: 'Go', until: 'reply' };
  expect((await request(base, 'press', press)).body).toMatchObject({ messages: [{ content: 'pressed' }] });
  const menu = { ...ada, interaction: id, menu: 'menu', values: ['A'] };
  const opened = (await request(base, 'select', menu)).body as { id: string };
  const submitted = await request(base, 'modal', {
    ...ada,
    interaction: opened.id,
    fields: { f: 'x' },
    until: 'reply',
  });
  expect(submitted.body).toMatchObject({ messages: [{ content: 'thanks' }] });
  expect((await request(base, `interaction?id=${id}`)).body).toMatchObject({ id });
  expect((await request(base, 'say', { ...ada, text: 'hello' })).body).toMatchObject({ content: 'hello' });
  expect((await request(base, 'messages?channel=general')).body).toHaveLength(3);
  expect((await request(base, 'voice', { member: 'ada', channel: null })).status).toBe(200);
  expect((await request(base, 'voice', { member: 'ada', channel: 'music' })).status).toBe(200);
  expect((await request(base, 'audio?channel=music')).body).toMatchObject({ frames: 0 });
  expect((await request(base, 'faults', { route: '/users/@me', status: 500 })).status).toBe(200);
  const transcript = (await request(base, 'transcript?since=2')).body as {
    position: number;
    entries: object[];
  };
  expect(transcript.entries).toHaveLength(transcript.position - 2);
  const created = await request(base, 'applications', { name: 'worker' });
  expect(created.body).toMatchObject({ name: 'worker' });
  expect((await request(base, 'guilds', { name: 'Other' })).status).toBe(200);
  for (const action of ['reconnect', 'invalidate', 'close', 'silence', 'drop', 'expire']) {
    expect((await request(base, 'gateway', { app: 'worker', action })).status, action).toBe(200);
  }
  const state = await request(base, 'state');
  expect(JSON.stringify(state.body)).not.toContain(token);
  expect(state.body).toMatchObject({
    applications: [{ name: 'master', sessions: [{ connected: true }] }, { name: 'worker' }],
    guilds: [{ name: 'Lounge', members: [{ name: 'ada' }] }, { name: 'Other' }],
  });
  const bad = [
    ['type', { ...ada, guild: 'Lounge', text: '/nope' }, 'no application of the guild'],
    ['type', { ...ada, guild: 'Nowhere', text: '/ping' }, 'no guild "Nowhere"; there are: Lounge, Other'],
    ['press', { guild: 'Lounge', ...ada, message: '1', button: 'x' }, 'no message 1'],
    ['modal', { guild: 'Lounge', ...ada, interaction: '1', fields: {} }, 'no interaction 1'],
    ['gateway', { app: 'master', action: 'explode' }, 'no gateway action'],
  ] as const;
  for (const [path, body, error] of bad) {
    const answer = await request(base, path, body);
    expect(answer.status).toBe(400);
    expect((answer.body as { error: string }).error).toContain(error);
  }
  const in1 = { guild: 'Lounge' };
  const done = async (path: string, body: object): Promise<never> => {
    const result = await request(base, path, { ...in1, ...body });
    expect(result, path).toMatchObject({ status: 200 });
    return result.body;
  };
  const said = (await done('say', {
    ...ada,
    text: 'a file',
    files: { 'a.txt': { contentType: 'text/plain', base64: 'eA==' } },
  })) as { id: string };
  expect(said).toMatchObject({ attachments: [{ filename: 'a.txt', size: 1 }] });
  const about = { ...ada, message: said.id };
  expect(await done('say', { ...ada, text: 'reply', replyTo: said.id })).toMatchObject({ type: 19 });
  expect(await done('edit', { ...about, text: 'changed' })).toMatchObject({ content: 'changed' });
  await done('react', { ...about, emoji: '🎵' });
  await done('react', { ...about, emoji: '🎵', remove: true });
  expect((await request(base, 'pin', { ...in1, ...about })).status).toBe(400);
  await done('roles', { name: 'Pinner', permissions: ['PinMessages'] });
  await done('member', { member: 'ada', addRole: 'Pinner' });
  await done('pin', about);
  await done('pin', { ...about, remove: true });
  await done('delete', about);
  await done('channels', { name: 'hall', type: 'voice', userLimit: 3 });
  await done('channel', { channel: 'hall', userLimit: 9 });
  await done('overwrite', { channel: 'hall', role: 'Pinner', allow: ['Connect'], deny: ['Speak'] });
  await done('members', { name: 'bob', locale: 'de', permissions: ['Administrator'] });
  await done('voice', { member: 'bob', channel: 'hall' });
  await done('moderate', { user: 'bob', mute: true, deaf: true, suppress: true });
  await done('moderate', { member: 'bob', user: 'bob', suppress: false, channel: 'music' });
  await done('afk', { channel: 'hall' });
  await done('idle', { member: 'bob' });
  await done('stage', { member: 'bob', channel: 'stage', topic: 'Concert' });
  await done('voice', { member: 'bob', channel: 'stage' });
  await done('hand', { member: 'bob' });
  await done('stage', { member: 'bob', channel: 'stage', topic: null });
  await done('moderate', { user: 'bob', channel: null });
  await done('role', { role: 'Pinner', permissions: [] });
  await done('role', { role: 'Pinner', remove: true });
  await done('bot', { app: 'worker', permissions: ['ViewChannel'] });
  await done('bot', { app: 'worker', remove: true });
  await done('channel', { channel: 'hall', remove: true });
  expect((await request(base, 'voice-server', { ...in1, app: 'worker' })).status).toBe(400);
  await done('applications', { name: 'dashboard', redirectUris: ['http://127.0.0.1:1/'] });
  const consent = {
    member: 'bob',
    app: 'dashboard',
    scopes: ['identify'],
    redirectUri: 'http://127.0.0.1:1/',
  };
  expect(await done('authorise', consent)).toMatchObject({ code: expect.any(String) });
  await done('member', { member: 'bob', leave: true });
  const pem = await fetch(`${base.replace(/\/api$/, '')}/sim/certificate`);
  expect(await pem.text()).toContain('BEGIN CERTIFICATE');
  await client.manager.destroy();
}

test('in this process', async () => {
  const env = {
    SIMULATOR_CONFIG: JSON.stringify(configuration),
    MASTER_TOKEN: token,
    PUBLIC_URL: 'http://files',
  };
  const read = await readConfiguration(env);
  const discord = await DiscordSimulator.start({ ...read.simulator, extend: controlRoutes });
  populate(discord, read, env);
  await exercise(discord.restUrl);
  expect(() => populate(discord, { applications: [{ name: 'x', tokenFrom: 'NOT_SET' }] }, {})).toThrow(
    'NOT_SET',
  );
  expect(() => populate(discord, { guilds: [{ name: 'x', bots: ['nobody'] }] }, {})).toThrow('nobody');
  const lost = { name: 'x', members: [{ name: 'm', voice: 'none' }] };
  expect(() => populate(discord, { guilds: [lost] }, {})).toThrow('no voice channel "none"');
  await discord.stop();
  await expect(readConfiguration({ PORT: 'x' })).rejects.toThrow('PORT is no port');
});

test('as a process of its own, until SIGTERM', async () => {
  const certificate = join(folder, 'ca.pem');
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=@anankor/source', new URL('../src/main.ts', import.meta.url).pathname],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        SIMULATOR_CONFIG: join(folder, 'simulator.json'),
        MASTER_TOKEN: token,
        HOST: '127.0.0.1',
        PORT: '0',
        VOICE_HOST: 'localhost',
        VOICE_PORT: '0',
        VOICE_UDP_PORT: '0',
        CERTIFICATE_FILE: certificate,
      },
    },
  );
  const exit = once(child, 'exit');
  try {
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    const { restUrl } = JSON.parse(line) as { restUrl: string };
    expect(await readFile(certificate, 'utf8')).toContain('BEGIN CERTIFICATE');
    await exercise(restUrl);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await exit).toEqual([0, null]);
});
