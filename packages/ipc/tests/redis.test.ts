import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { AnankorError } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { createRedis, loadScripts, parseRedisUrl, redisFailure } from '../src/index.ts';
import { connect, freshKeys, ownRedis } from './fixture.ts';

describe('parseRedisUrl', () => {
  it.each([
    ['redis://redis', { host: 'redis', port: 6379, db: 0 }],
    ['redis://:p%40ss@127.0.0.1:7000/2', { host: '127.0.0.1', port: 7000, db: 2, password: 'p@ss' }],
    ['redis://me:pw@[::1]:1', { host: '::1', port: 1, db: 0, username: 'me', password: 'pw' }],
    [
      'rediss://cache.example:6380',
      { host: 'cache.example', port: 6380, tls: { servername: 'cache.example' } },
    ],
    [
      'redis+sentinel://:pw@one:1,two/mymaster/3',
      {
        sentinels: [
          { host: 'one', port: 1 },
          { host: 'two', port: 26379 },
        ],
        name: 'mymaster',
        db: 3,
        password: 'pw',
      },
    ],
  ])('reads %s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected);
  });

  it.each([
    '',
    'redis',
    'http://host',
    'redis://user:hunter2@',
    'redis://:hunter2@host:x',
    'redis://h/hunter2',
  ])('refuses %j without repeating it', (url) => {
    const failure = (() => {
      try {
        return parseRedisUrl(url);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toMatchObject({ code: 'ENV_INVALID' });
    expect((failure as Error).cause).toBeUndefined();
    expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
  });
});

describe('createRedis', () => {
  it('connects with its first command and reports trouble without the password', async () => {
    const errors: Error[] = [];
    const redis = createRedis('redis://:hunter2@127.0.0.1:1', {
      role: 'blocking',
      name: 'x',
      onError: (error) => errors.push(error),
    });
    expect(redis.status).toBe('wait');
    await expect(redis.ping()).rejects.toThrow();
    redis.disconnect();
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map((error) => error.stack + JSON.stringify(error)).join()).not.toContain('hunter2');
  });

  it('fails a blocked read when its connection breaks, and works again after', async () => {
    const redis = connect('blocking');
    const id = await redis.client('ID');
    const { keys } = freshKeys();
    const read = redis.xread('BLOCK', 60_000, 'STREAMS', keys.jobs('1'), '$');
    const broken = expect(read).rejects.toThrow();
    const other = connect();
    await other.client('KILL', 'ID', id);
    await broken;
    const answer = async (): Promise<string> => redis.ping().catch(() => answer());
    expect(await answer()).toBe('PONG');
  });
});

describe('redisFailure', () => {
  it('keeps neither the command nor its arguments', async () => {
    const redis = connect();
    const failure = await redis.call('NOSUCH', 'hunter2').catch((error: unknown) => redisFailure(error));
    expect(failure).toMatchObject({ code: 'UNKNOWN' });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
  });

  it('tells what may pass from what will not', () => {
    const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
    expect(redisFailure(reply('LOADING Redis is loading')).code).toBe('REDIS_UNAVAILABLE');
    expect(redisFailure(reply('WRONGTYPE Operation')).code).toBe('UNKNOWN');
    expect(redisFailure('closed').code).toBe('REDIS_UNAVAILABLE');
    const own = new AnankorError('UNKNOWN', 'x');
    expect(redisFailure(own)).toBe(own);
  });
});

describe('scripts', () => {
  const folder = new URL('../src/scripts/', import.meta.url);

  it('are all loaded, and each says what its keys and arguments are and what it promises', () => {
    const files = readdirSync(folder);
    const loaded = Object.values(loadScripts()).map(({ name }) => `${name}.lua`);
    expect(loaded.sort()).toEqual(files.sort());
    for (const file of files) {
      expect(existsSync(new URL(file, folder))).toBe(true);
      const header = readFileSync(new URL(file, folder), 'utf8').split('\nlocal')[0]!;
      expect(header, file).toMatch(/^-- .*\n(--.*\n)*-- KEYS\[1\](.*\n)*-- Returns(.*\n)*-- Promise: /);
    }
  });

  it('reject a failure of the script itself', async () => {
    const redis = connect('commands', await ownRedis());
    const { keys } = freshKeys();
    await redis.set(keys.jobs('1'), 'no stream');
    const { enqueue } = loadScripts();
    await expect(enqueue.run(redis, [keys.jobs('1')], [1, 1])).rejects.toMatchObject({ code: 'UNKNOWN' });
    await redis.script('FLUSH');
    await expect(enqueue.run(redis, [keys.jobs('1')], [1, 1])).rejects.toMatchObject({ code: 'UNKNOWN' });
  });
});
