import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDiscord } from '../src/checks/discord.ts';
import { checkTokens } from '../src/checks/tokens.ts';
import type { Finding } from '../src/index.ts';
import { serveDiscord, tokenOf } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

const master = tokenOf('100000000000000001', 'm');
const worker = tokenOf('100000000000000002', 'a');
const stranger = tokenOf('100000000000000003', 's');
const homeless = tokenOf('100000000000000004', 'h');
const revoked = tokenOf('100000000000000005', 'r');
const forbidden = tokenOf('100000000000000006', 'f');
const limited = tokenOf('100000000000000007', 'l');
const failing = tokenOf('100000000000000008', 'e');
const manyGuilds = Array.from({ length: 450 }, (_, index) => String(200000000000000000n + BigInt(index)));

let discord: StandIn;
beforeAll(async () => {
  discord = await serveDiscord({
    [master]: { username: 'Conductor', guilds: manyGuilds },
    [worker]: { username: 'Player', guilds: [manyGuilds.at(-1)!] },
    [stranger]: { username: 'Stranger', guilds: ['1'] },
    [homeless]: { username: 'Homeless', guilds: [] },
    [forbidden]: { username: 'Forbidden', guilds: [], status: 403 },
    [limited]: { username: 'Limited', guilds: [], status: 429 },
    [failing]: { username: 'Failing', guilds: [], status: 503 },
  });
});
afterAll(() => discord.close());

async function check(env: Record<string, string>): Promise<Finding[]> {
  const { tokens, findings } = checkTokens(env);
  return [...findings, ...(await checkDiscord({ discordApiUrl: discord.url, tokens }, 5_000))];
}

function troubles(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ status }) => status === 'missing' || status === 'wrong')
    .map(({ subject, detail }) => `${subject} ${detail}`);
}

test('bots that log in and share a guild are in order, over several pages of guilds', async () => {
  const findings = await check({ DISCORD_MASTER_TOKEN: master, DISCORD_WORKER_TOKEN_1: worker });
  expect(troubles(findings)).toEqual([]);
  expect(findings[0]?.detail).toBe('logs in as Conductor (100000000000000001), in 450 guilds');
});

test('a missing master token and missing worker tokens are named', async () => {
  expect(troubles(await check({}))).toEqual([
    'DISCORD_MASTER_TOKEN is not set, so the master exits at once',
    'DISCORD_WORKER_TOKEN_1 is not set, so no worker can start',
  ]);
});

test.each([
  ['one part', 'x'.repeat(60)],
  ['an empty part', 'MTAwMDAwMDAwMDAwMDAwMDAx..GaBcDeGaBcDeGaBcDeGaBcDeGaBcDeGaBcDe'],
  [
    'a first part that is no id',
    `${Buffer.from('not an id at all').toString('base64url')}.GaBcDe.${'x'.repeat(38)}`,
  ],
])('a token with %s is recognised without asking Discord', async (_, token) => {
  const findings = await check({ DISCORD_MASTER_TOKEN: master, DISCORD_WORKER_TOKEN_1: token });
  expect(troubles(findings)).toEqual([
    'DISCORD_WORKER_TOKEN_1 is no bot token (three parts with dots between them)',
  ]);
});

test('the same token twice, and two tokens of one bot, are named', async () => {
  const findings = await check({
    DISCORD_MASTER_TOKEN: master,
    DISCORD_WORKER_TOKEN_1: worker,
    DISCORD_WORKER_TOKEN_2: worker,
    DISCORD_WORKER_TOKEN_10: tokenOf('100000000000000001', 'z'),
  });
  expect(troubles(findings)).toEqual([
    'DISCORD_WORKER_TOKEN_2 is the same token as DISCORD_WORKER_TOKEN_1',
    'DISCORD_WORKER_TOKEN_10 is a token of the same bot as DISCORD_MASTER_TOKEN',
  ]);
});

test('a worker in no guild, or in none of the master, is named with its invite link', async () => {
  const findings = await check({
    DISCORD_MASTER_TOKEN: master,
    DISCORD_WORKER_TOKEN_1: stranger,
    DISCORD_WORKER_TOKEN_2: homeless,
  });
  expect(troubles(findings)).toEqual([
    'DISCORD_WORKER_TOKEN_1 Stranger is in no guild of the master',
    'DISCORD_WORKER_TOKEN_2 Homeless is in no guild',
  ]);
  expect(findings.at(-1)?.remedy).toContain('client_id=100000000000000004&scope=bot&');
});

test('a master in no guild is named, whatever the workers are in', async () => {
  const findings = await check({ DISCORD_MASTER_TOKEN: homeless, DISCORD_WORKER_TOKEN_1: worker });
  expect(troubles(findings)).toEqual([
    'DISCORD_MASTER_TOKEN Homeless is in no guild, so nobody can give a command',
  ]);
  expect(findings.at(-1)?.remedy).toContain('scope=bot+applications.commands');
});

test('every refusal of Discord has its own explanation, and none repeats a token', async () => {
  const findings = await check({
    DISCORD_MASTER_TOKEN: revoked,
    DISCORD_WORKER_TOKEN_1: forbidden,
    DISCORD_WORKER_TOKEN_2: limited,
    DISCORD_WORKER_TOKEN_3: failing,
  });
  expect(troubles(findings)).toEqual([
    'DISCORD_MASTER_TOKEN Discord refuses the token (401)',
    'DISCORD_WORKER_TOKEN_1 Discord forbids this bot (403)',
    'DISCORD_WORKER_TOKEN_2 Discord limits the rate of this address (429)',
    'DISCORD_WORKER_TOKEN_3 Discord answers 503',
  ]);
  for (const token of [revoked, forbidden, limited, failing])
    expect(JSON.stringify(findings)).not.toContain(token.split('.')[2]);
});

test('an address where nothing listens is named', async () => {
  const gone = await serveDiscord({});
  await gone.close();
  const { tokens } = checkTokens({ DISCORD_MASTER_TOKEN: master });
  const findings = await checkDiscord({ discordApiUrl: gone.url, tokens }, 5_000);
  expect(troubles(findings)).toEqual(['DISCORD_MASTER_TOKEN Discord does not answer as expected']);
});
