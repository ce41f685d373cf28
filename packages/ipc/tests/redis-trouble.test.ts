import { startRedis } from '@anankor/local-stack';
import { describe, expect, it } from 'vitest';
import { createRedis, probeRedis, redisFailure } from '../src/index.ts';
import { atEnd, freshKeys } from './fixture.ts';

async function own(...args: string[]) {
  const server = await startRedis({ args });
  atEnd(() => server.stop());
  return server;
}

/** What a process that starts with this address says. */
async function said(url: string): Promise<string> {
  let last: unknown;
  try {
    const redis = createRedis(url, { role: 'blocking', name: 'test', onError: (error) => (last = error) });
    atEnd(() => redis.disconnect());
    await probeRedis(redis, freshKeys().keys.probe());
    return 'nothing';
  } catch (error) {
    const message = redisFailure(error).message;
    return last === undefined ? message : `${message} | ${redisFailure(last).message}`;
  }
}

describe('a Redis that can’t be used says why, and what to change', () => {
  it('where it lacks the database', async () => {
    const { port } = await own('--databases', '4');
    expect(await said(`redis://127.0.0.1:${port}/3`)).toBe('nothing');
    expect(await said(`redis://127.0.0.1:${port}/9`)).toContain('no database of the number in REDIS_URL');
  });

  it('where the password is missing, wrong, or holds a % as it is', async () => {
    const { port } = await own('--requirepass', 'a%b');
    const at = `127.0.0.1:${port}`;
    expect(await said(`redis://:a%25b@${at}`)).toBe('nothing');
    expect(await said(`redis://:a%b@${at}`)).toContain('a % itself is written as %25');
    expect(await said(`redis://:a#b@${at}`)).toContain('# as %23');
    expect(await said(`redis://:wrong@${at}`)).toContain('refuses the user name or password');
    expect(await said(`redis://${at}`)).toContain('wants a password');
  });

  it('where it is a replica, or the user may not write', async () => {
    const { port } = await own();
    const replica = await own('--replicaof', '127.0.0.1', String(port));
    expect(await said(`redis://127.0.0.1:${replica.port}`)).toContain('leads to a replica');
    const admin = createRedis(`redis://127.0.0.1:${port}`, { role: 'commands', name: 'admin' });
    atEnd(() => admin.disconnect());
    await admin.call('ACL', 'SETUSER', 'few', 'on', '>pw', '~*', '+ping', '+info', '+eval');
    expect(await said(`redis://few:pw@127.0.0.1:${port}`)).toContain('its ACL needs');
  });

  it('where TLS is spoken on one side alone, and where nothing is there', async () => {
    const { port } = await own();
    expect(await said(`rediss://127.0.0.1:${port}`)).toMatch(/speaks? TLS|closed the connection/);
    expect(await said('redis://127.0.0.1:1')).toContain('nothing listens');
    expect(await said('redis://nowhere.invalid')).toContain('has no address');
  });
});
