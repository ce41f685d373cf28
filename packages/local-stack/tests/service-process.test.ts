import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Child, spawnService } from '../src/index.ts';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);

/** Whether a process runs; a zombie that nobody has collected yet does not. */
async function runs(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) return !/\) Z /.test(stat);
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux';
  } catch {
    return false;
  }
}

test('a service gets its environment, tells when it is ready and ends on SIGTERM', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'anankor-log-'));
  const logFile = join(folder, 'echo.log');
  const service = await spawnService({
    name: 'echo',
    entry: fixture('echo-service.ts'),
    env: { GREETING: 'hello' },
    logFile,
  });
  try {
    const [, port] = await service.waitForLine(/echo (\d+)/);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('hello');
    expect(service.exit).toBeUndefined();
  } finally {
    expect(await service.stop()).toEqual({ code: 0, signal: null });
  }
  expect(service.exit).toEqual({ code: 0, signal: null });
  expect(await readFile(logFile, 'utf8')).toBe(service.output.text);
  await rm(folder, { recursive: true });
});

test('waiting on a URL ends when it answers', async () => {
  const { port, server } = await listenAfter(300);
  const service = await spawnService({
    name: 'echo',
    entry: fixture('echo-service.ts'),
    readyUrl: `http://127.0.0.1:${port}/ready`,
  });
  try {
    await service.waitReady();
  } finally {
    await service.stop();
    server.close();
  }
});

test('a service that ends early is reported with its last words', async () => {
  const service = await spawnService({
    name: 'broken',
    entry: fixture('missing.ts'),
    readyLine: /never/,
  });
  await expect(service.waitReady()).rejects.toThrow(/broken ended early \(exit code 1\)[^]*missing\.ts/);
});

test('a service that does not become ready in time is reported', async () => {
  const service = await spawnService({
    name: 'slow',
    entry: fixture('echo-service.ts'),
    readyLine: /never/,
    readyTimeoutMs: 300,
  });
  try {
    await expect(service.waitReady()).rejects.toThrow('slow was not ready after 300 ms');
  } finally {
    await service.stop();
  }
});

test('SIGKILL ends a service that ignores SIGTERM', async () => {
  const child = await Child.start({
    name: 'stubborn',
    command: '/bin/sh',
    args: ['-c', 'trap "" TERM; echo up; while :; do sleep 0.1; done'],
  });
  await child.waitForLine(/up/);
  expect(await child.stop(200)).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a command that does not exist is refused', async () => {
  await expect(Child.start({ name: 'ghost', command: '/nowhere/ghost' })).rejects.toThrow(/ghost: .*ENOENT/);
});

test('a service dies with its parent, even when the parent is killed', async () => {
  const parent = await spawnService({ name: 'parent', entry: fixture('parent.ts') });
  const [, pid] = await parent.waitForLine(/child (\d+)/);
  expect(await runs(Number(pid))).toBe(true);
  parent.kill('SIGKILL');
  await parent.exited;
  while (await runs(Number(pid))) await wait(20);
});

async function listenAfter(ms: number): Promise<{ port: number; server: Server }> {
  const start = Date.now();
  const server = createServer((_, response) => {
    response.statusCode = Date.now() - start < ms ? 503 : 200;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, server };
}
