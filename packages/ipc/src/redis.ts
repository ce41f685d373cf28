import { AnankorError } from '@anankor/core';
import { Redis } from 'ioredis';
import type { RedisOptions as AnyRedisOptions } from 'ioredis';

/** The shapes of replies are not for choice: the package reads the usual ones. */
type RedisOptions = Omit<AnyRedisOptions, 'replyMapping'>;

/**
 * `commands`: everything that is answered at once; requests survive a reconnect of a few seconds and are sent again, so
 * they have to be safe to repeat. `blocking`: reads that wait; a request under way when the connection breaks fails at
 * once and is never repeated, since the server may have delivered entries into the lost reply.
 */
export type RedisRole = 'commands' | 'blocking';

export interface RedisConnectionOptions {
  role: RedisRole;
  /** Shown by CLIENT LIST. */
  name: string;
  /** Connection trouble while ioredis reconnects by itself. */
  onError?(error: Error): void;
}

/** 50 ms doubling to 1 s: a restarted Redis is noticed within a second. */
const reconnectDelay = (times: number): number => Math.min(1000, 50 * 2 ** Math.min(times - 1, 5));

const roles: Record<RedisRole, RedisOptions> = {
  // Seven tries are some 4 s, less than a user waits for an answer.
  commands: { maxRetriesPerRequest: 7, socketTimeout: 10_000 },
  // With 0 the pending read is rejected when the connection closes; without a resend and another number it never settles.
  blocking: { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false },
};

/**
 * A client for `redis://`, `rediss://` or `redis+sentinel://[user:password@]host:port,…/<master name>[/<db>]`. It connects
 * with its first command (or `connect()`). Throws ENV_INVALID for an address it can't read, without repeating it.
 */
export function createRedis(url: string, options: RedisConnectionOptions): Redis {
  const settings: RedisOptions = {
    ...parseRedisUrl(url),
    ...roles[options.role],
    connectionName: options.name,
    lazyConnect: true,
    enableAutoPipelining: false,
    retryStrategy: reconnectDelay,
    // A master that became a replica: its name leads to the new one.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
  const redis = new Redis(settings);
  redis.on('error', (error: Error) => options.onError?.(error));
  return redis;
}

/** Connection options out of an address. */
export function parseRedisUrl(url: string): RedisOptions {
  const sentinel = /^redis\+sentinel:\/\/(?:(.*)@)?([^/@]+)\/([^/?]+)(?:\/(\d+))?$/.exec(url);
  if (sentinel) {
    const [, credentials = '', hosts = '', name = '', db = '0'] = sentinel;
    return {
      sentinels: hosts.split(',').map((host) => endpoint(`redis://${host}`, 26379)),
      name,
      db: Number(db),
      ...credentialsOf(readUrl(`redis://${credentials && `${credentials}@`}sentinel`)),
    };
  }
  const target = readUrl(url);
  if (!['redis:', 'rediss:'].includes(target.protocol) || !/^\/?\d*$/.test(target.pathname))
    throw unreadable();
  return {
    ...endpoint(url, 6379),
    db: Number(target.pathname.slice(1)),
    ...credentialsOf(target),
    ...(target.protocol === 'rediss:' ? { tls: { servername: target.hostname } } : {}),
  };
}

function endpoint(url: string, port: number): { host: string; port: number } {
  const target = readUrl(url);
  return { host: target.hostname.replace(/^\[|\]$/g, ''), port: Number(target.port) || port };
}

function credentialsOf(target: URL): { username?: string; password?: string } {
  return {
    ...(target.username && { username: decoded(target.username) }),
    ...(target.password && { password: decoded(target.password) }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AnankorError(
      'ENV_INVALID',
      'REDIS_URL has a % in its user name or password that is not the beginning of %XX: a % itself is written as %25',
    );
  }
}

/** Node's own error would carry the address, and with it the password. */
function readUrl(url: string): URL {
  if (!URL.canParse(url)) throw unreadable();
  const target = new URL(url);
  if (!target.hostname) throw unreadable();
  return target;
}

function unreadable(): AnankorError {
  return new AnankorError(
    'ENV_INVALID',
    'REDIS_URL is no address of the form redis://[user:password@]host[:port][/db], rediss://… or redis+sentinel://…/<master>; in user and password, what is no letter or digit is written as %XX (# as %23, @ as %40, / as %2F, % as %25)',
  );
}
