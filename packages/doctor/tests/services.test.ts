import { once } from 'node:events';
import { createServer } from 'node:net';
import { startRedis } from '@anankor/local-stack';
import { createDynamodb, createTables, tableDefinitions } from '@anankor/storage';
import { expect, test } from 'vitest';
import { checkCollectorPorts } from '../src/checks/collector-ports.ts';
import { checkDynamodb } from '../src/checks/dynamodb.ts';
import { checkLavalink } from '../src/checks/lavalink.ts';
import { checkRedis } from '../src/checks/redis.ts';
import { serve } from './stand-in.ts';

const second = 5_000;

test('a Redis that answers is in order', async () => {
  expect(await checkRedis(process.env['REDIS_URL']!, second)).toMatchObject([
    { status: 'ok', detail: expect.stringMatching(/^answers, version \d+\./) },
  ]);
});

test('a Redis that evicts, one with a password, and one that is gone are told apart', async () => {
  const evicting = await startRedis({ args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'] });
  const locked = await startRedis({ args: ['--requirepass', 'open-sesame'] });
  try {
    expect(await checkRedis(evicting.url, second)).toMatchObject([
      { status: 'ok' },
      { status: 'wrong', detail: expect.stringContaining('allkeys-lru') },
    ]);
    expect(await checkRedis(locked.url, second)).toMatchObject([{ detail: 'wants a password' }]);
    const withPassword = locked.url.replace('redis://', 'redis://:open-sesame@');
    expect(await checkRedis(withPassword, second)).toMatchObject([{ status: 'ok' }]);
  } finally {
    await Promise.all([evicting.stop(), locked.stop()]);
  }
  expect(await checkRedis(evicting.url, second)).toMatchObject([
    { status: 'wrong', detail: 'nothing listens at the address of REDIS_URL' },
  ]);
});

test('an address that is none of Redis is refused without repeating it', async () => {
  const [finding] = await checkRedis('http://user:secret@host', second);
  expect(finding).toMatchObject({ status: 'wrong' });
  expect(JSON.stringify(finding)).not.toContain('secret');
});

test('missing tables are named with the script that makes them', async () => {
  const aws = {
    region: process.env['AWS_REGION']!,
    endpoint: process.env['DYNAMODB_ENDPOINT']!,
    tablePrefix: `doctor-${process.pid}-`,
    credentials: {
      accessKeyId: process.env['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY']!,
    },
  };
  expect(await checkDynamodb(aws, second)).toMatchObject([
    {
      status: 'missing',
      detail: expect.stringContaining(`${aws.tablePrefix}claims`),
      remedy: 'run infra/docker/dynamodb/create-tables.sh',
    },
  ]);
  const client = createDynamodb(aws);
  await createTables(client, Object.values(tableDefinitions(aws.tablePrefix)));
  client.destroy();
  expect(await checkDynamodb(aws, second)).toMatchObject([{ status: 'ok' }]);
  expect(await checkDynamodb({ ...aws, endpoint: 'http://127.0.0.1:1' }, second)).toMatchObject([
    { status: 'wrong', detail: expect.stringContaining('does not answer') },
  ]);
});

test.each([
  ['the right password', 200, '4.2.2', { status: 'ok' }],
  ['the wrong password', 401, '', { status: 'wrong', remedy: expect.stringContaining('LAVALINK_PASSWORD') }],
  ['a node that is too old', 200, '4.1.2', { status: 'wrong', detail: 'version 4.1.2 is too old' }],
  ['a build without a version', 200, 'b1c3d4e', { status: 'ok' }],
  ['something that is no Lavalink', 404, 'nothing here', { status: 'wrong' }],
])('Lavalink, %s', async (_, status, version, expected) => {
  const node = await serve(() => [status, version]);
  const settings = {
    name: 'main',
    host: '127.0.0.1',
    port: node.port,
    password: 'youshallpass',
    secure: false,
  };
  const findings = await checkLavalink(settings, second);
  await node.close();
  expect(findings).toMatchObject([expected]);
  expect(JSON.stringify(findings)).not.toContain('youshallpass');
  expect(await checkLavalink(settings, second)).toMatchObject([
    { status: 'wrong', detail: expect.stringContaining('does not answer') },
  ]);
});

test("the collector's ports: free, held by a collector, in use by a stranger", async () => {
  const collector = await serve((request) => (request.url === '/v1/traces' ? [200, {}] : [200, 'up 1\n']));
  const stranger = createServer((socket) => socket.end('not HTTP\n'));
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as { port: number };
  try {
    expect(
      await checkCollectorPorts({ otlp: collector.port, metrics: collector.port }, second),
    ).toMatchObject([
      { status: 'ok', detail: 'a collector answers' },
      { status: 'ok', detail: 'a collector answers' },
    ]);
    expect(await checkCollectorPorts({ otlp: port, metrics: port }, second)).toMatchObject([
      { status: 'wrong', remedy: expect.stringContaining('OTLP_ENDPOINT') },
      { status: 'wrong' },
    ]);
  } finally {
    stranger.close();
    await collector.close();
  }
  expect(await checkCollectorPorts({ otlp: port, metrics: port }, second)).toMatchObject([
    { status: 'ok', detail: 'is free for the collector' },
    { status: 'ok' },
  ]);
});
