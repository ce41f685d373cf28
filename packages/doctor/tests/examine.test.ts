import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDynamodb, createTables, tableDefinitions } from '@anankor/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examine, isTrouble, render } from '../src/index.ts';
import { serve, serveDiscord, tokenOf } from './stand-in.ts';

const master = tokenOf('100000000000000001', 'm');
const worker = tokenOf('100000000000000002', 'a');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'anankor-doctor-'));
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ engines: { node: '>=22.21', pnpm: '>=10.19' } }),
  );
  for (const [command, says] of [
    ['pnpm', '10.34.0'],
    ['redis-server', 'Redis server v=7.0.15 sha=0'],
  ] as const) {
    await writeFile(join(root, command), `#!/bin/sh\necho '${says}'\n`);
    await chmod(join(root, command), 0o755);
  }
});
afterEach(() => rm(root, { recursive: true }));

/** What the doctor prints, with nothing on PATH but what `root` holds. */
async function doctor(): Promise<{ code: number; output: string }> {
  const { port } = await serve(() => [200, '']).then(async (free) => (await free.close(), free));
  const findings = await examine({
    root,
    env: { PATH: root },
    collectorPorts: { otlp: port, metrics: port },
  });
  return { code: findings.some(isTrouble) ? 1 : 0, output: render(findings) };
}

async function writeEnv(variables: Record<string, string>): Promise<void> {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(root, '.env'), lines.join('\n'));
}

test('without a .env the machine alone is looked at', async () => {
  const { code, output } = await doctor();
  expect(output).toMatch(/^ok +pnpm +10\.34\.0$/m);
  expect(output).toMatch(/^note +DynamoDB for tests +dynalite stands in/m);
  expect(output).toMatch(/install Java 17 or newer and Maven, then run scripts\/dev\.sh setup/);
  expect(output).toMatch(/^note +\.env /m);
  expect(output).toMatch(/\nNo trouble found\.\n$/);
  expect(code).toBe(0);
});

test('what is missing or too old on the machine is named with how to get it', async () => {
  await rm(join(root, 'redis-server'));
  await writeFile(join(root, 'pnpm'), '#!/bin/sh\necho 9.15.0\n');
  await writeFile(join(root, 'package.json'), JSON.stringify({ engines: { node: '>=99', pnpm: '>=10.19' } }));
  const { code, output } = await doctor();
  expect(code).toBe(1);
  expect(output).toMatch(/^wrong +Node .* is too old, 99 or newer is needed$/m);
  expect(output).toMatch(/^wrong +pnpm +9\.15\.0 is too old, 10\.19 or newer is needed$/m);
  expect(output).toMatch(/^missing +Redis for tests/m);
  expect(output).toMatch(/\d troubles found\.\n$/);
});

test('a sound .env passes, and no credential is printed', async () => {
  const discord = await serveDiscord({
    [master]: { username: 'Conductor', guilds: ['7'] },
    [worker]: { username: 'Player', guilds: ['7'] },
  });
  const lavalink = await serve((request) => [
    request.headers.authorization === 'open-sesame' ? 200 : 401,
    '4.2.2',
  ]);
  const tablePrefix = `doctor-command-${process.pid}-`;
  const aws = {
    AWS_REGION: process.env['AWS_REGION']!,
    AWS_ACCESS_KEY_ID: process.env['AWS_ACCESS_KEY_ID']!,
    AWS_SECRET_ACCESS_KEY: process.env['AWS_SECRET_ACCESS_KEY']!,
    DYNAMODB_ENDPOINT: process.env['DYNAMODB_ENDPOINT']!,
  };
  const client = createDynamodb({
    region: aws.AWS_REGION,
    endpoint: aws.DYNAMODB_ENDPOINT,
    credentials: { accessKeyId: aws.AWS_ACCESS_KEY_ID, secretAccessKey: aws.AWS_SECRET_ACCESS_KEY },
  });
  await createTables(client, Object.values(tableDefinitions(tablePrefix)));
  client.destroy();
  const sound = {
    ...aws,
    DYNAMODB_TABLE_PREFIX: tablePrefix,
    DISCORD_API_URL: discord.url,
    DISCORD_MASTER_TOKEN: master,
    DISCORD_WORKER_TOKEN_1: worker,
    REDIS_URL: process.env['REDIS_URL']!,
    LAVALINK_HOST: '127.0.0.1',
    LAVALINK_PORT: String(lavalink.port),
    LAVALINK_PASSWORD: 'open-sesame',
  };
  try {
    await writeEnv(sound);
    const healthy = await doctor();
    expect(healthy.output).toMatch(/\nNo trouble found\.\n$/);
    expect(healthy.code).toBe(0);
    for (const secret of [master, worker, 'open-sesame']) expect(healthy.output).not.toContain(secret);

    await writeEnv({ ...sound, LAVALINK_PASSWORD: 'wrong-word', DYNAMODB_TABLE_PREFIX: 'doctor-none-' });
    const ill = await doctor();
    expect(ill.code).toBe(1);
    expect(ill.output).toMatch(/^wrong +Lavalink main +.* refuses the password \(401\)$/m);
    expect(ill.output).toMatch(/^missing +DynamoDB +.*doctor-none-claims/m);
    expect(ill.output).not.toContain('wrong-word');
  } finally {
    await Promise.all([discord.close(), lavalink.close()]);
  }
});

test('an empty .env: every required variable is named at once', async () => {
  await writeEnv({});
  const { code, output } = await doctor();
  expect(code).toBe(1);
  for (const name of [
    'DISCORD_MASTER_TOKEN',
    'DISCORD_WORKER_TOKEN_1',
    'REDIS_URL',
    'AWS_REGION',
    'LAVALINK_PASSWORD',
  ])
    expect(output).toMatch(new RegExp(`^missing +${name} `, 'm'));
});

test('a secret file that is not there is named', async () => {
  await writeEnv({ REDIS_URL_FILE: join(root, 'nowhere') });
  const { code, output } = await doctor();
  expect(code).toBe(1);
  expect(output).toMatch(/^wrong +REDIS_URL +the file named by REDIS_URL_FILE can't be read \(ENOENT\)$/m);
});

test('the command prints the table and exits 1 on any trouble', async () => {
  await writeEnv({ DISCORD_MASTER_TOKEN: 'no token' });
  const main = join(import.meta.dirname, '../src/main.ts');
  const child = spawn(process.execPath, ['--conditions=@anankor/source', main, root], {
    env: { PATH: root },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(output).toMatch(/^wrong +DISCORD_MASTER_TOKEN +is no bot token/m);
  expect(output).toMatch(/\d+ troubles found\.\n$/);
});
