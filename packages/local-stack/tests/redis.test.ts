import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { provideRedis, startRedis } from '../src/index.ts';

async function say(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString();
}

test('redis keeps its data over a kill when it writes an append-only file', async () => {
  const redis = await startRedis({ appendonly: true });
  try {
    expect(await say(redis.port, 'SET colour green')).toBe('+OK\r\n');
    const before = redis.pid;
    await redis.kill();
    await expect(say(redis.port, 'PING')).rejects.toThrow('ECONNREFUSED');
    await redis.restart();
    expect(redis.pid).not.toBe(before);
    expect(await say(redis.port, 'GET colour')).toContain('green');
  } finally {
    await redis.stop();
  }
});

test('many at once get ports of their own', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => startRedis()));
  try {
    expect(new Set(all.map(({ port }) => port)).size).toBe(8);
    for (const { port } of all) expect(await say(port, 'PING')).toBe('+PONG\r\n');
  } finally {
    await Promise.all(all.map((redis) => redis.stop()));
  }
});

test('a given Redis is used and left alone', async () => {
  const redis = await provideRedis({ REDIS_URL: 'redis://127.0.0.1:1' });
  expect(redis.url).toBe('redis://127.0.0.1:1');
  await redis.stop();
});

test('a port that is taken is refused with what Redis said', async () => {
  const redis = await startRedis();
  try {
    await expect(startRedis({ port: redis.port })).rejects.toThrow(/redis ended early[^]*in use/i);
  } finally {
    await redis.stop();
  }
});
