import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.ts';
import { findExecutable } from './executable.ts';
import { onFreePort } from './free-port.ts';

export interface RedisOptions {
  /** A free one unless told. */
  port?: number;
  /** Keep the data over `kill` and `restart`. Off unless told. */
  appendonly?: boolean;
  /** Folder of the data; without it a temporary one that `stop` removes. */
  dir?: string;
  /** More arguments of redis-server, for instance ['--maxmemory', '10mb']. */
  args?: readonly string[];
}

export interface LocalRedis {
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now; another one after `restart`. */
  readonly pid: number;
  stop(): Promise<void>;
  /** SIGKILL unless told; resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and folder; ends the running process first. */
  restart(): Promise<void>;
}

/** Starts a Redis (or Valkey) of its own on 127.0.0.1, whatever REDIS_URL says. */
export async function startRedis(options: RedisOptions = {}): Promise<LocalRedis> {
  const command = await findExecutable('redis-server', 'valkey-server');
  if (command === undefined)
    throw new Error('No redis-server or valkey-server on PATH: run scripts/dev.sh setup, or set REDIS_URL');
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'anankor-redis-')));
  const launch = (port: number): Promise<Child> => launchRedis(command, port, dir, options);
  let child: Child;
  let port: number;
  try {
    [child, port] =
      options.port === undefined
        ? await onFreePort(async (free) => [await launch(free), free] as const)
        : [await launch(options.port), options.port];
  } catch (error) {
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid;
    },
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await child.exited;
    },
    restart: async () => {
      await child.stop();
      child = await launch(port);
    },
    stop: async () => {
      await child.stop();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function launchRedis(
  command: string,
  port: number,
  dir: string,
  options: RedisOptions,
): Promise<Child> {
  const child = await Child.start({
    name: 'redis',
    command,
    args: [
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '', '--loglevel', 'notice'],
      ...['--daemonize', 'no', '--appendonly', options.appendonly ? 'yes' : 'no'],
      ...(options.args ?? []),
    ],
  });
  try {
    await child.waitForLine(/Ready to accept connections/);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return child;
}
