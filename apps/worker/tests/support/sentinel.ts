import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, onFreePort, startRedis } from '@anankor/local-stack';
import type { LocalRedis } from '@anankor/local-stack';

/** A Redis with one replica, watched by three sentinels. */
export interface SentinelRedis {
  /** What REDIS_URL is set to. */
  url: string;
  primary: LocalRedis;
  replica: LocalRedis;
  stop(): Promise<void>;
}

export async function startSentinelRedis(): Promise<SentinelRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'anankor-sentinel-'));
  const primary = await startRedis();
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(primary.port)] });
  const ports: number[] = [];
  const sentinels: Child[] = [];
  for (let index = 0; index < 3; index += 1) {
    const [child, port] = await onFreePort(
      async (free) => [await startSentinel(folder, free, primary.port), free] as const,
    );
    ports.push(port);
    sentinels.push(child);
  }
  for (const sentinel of sentinels) await sentinel.waitForLine(/\+slave /);
  await Promise.all(sentinels.map((sentinel) => sentinel.waitForLine(/(\+sentinel [^]*){2}/)));
  return {
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/anankor`,
    primary,
    replica,
    stop: async () => {
      await Promise.all(sentinels.map((sentinel) => sentinel.stop()));
      await Promise.all([primary.stop(), replica.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startSentinel(folder: string, port: number, primary: number): Promise<Child> {
  const file = join(folder, `sentinel-${port}.conf`);
  const watched = [
    `monitor anankor 127.0.0.1 ${primary} 2`,
    'down-after-milliseconds anankor 1000',
    'failover-timeout anankor 5000',
  ];
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    ...watched.map((line) => `sentinel ${line}`),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const child = await Child.start({
    name: `sentinel ${port}`,
    command: 'redis-server',
    args: [file, '--sentinel'],
  });
  try {
    await child.waitForLine(/\+monitor/);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}
