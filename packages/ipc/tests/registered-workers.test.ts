import { expect, it } from 'vitest';
import { RegisteredWorkers, readRegistration } from '../src/index.ts';
import { connect, freshKeys } from './fixture.ts';

const entry = (name: string, more: object = {}): string =>
  JSON.stringify({ name, applicationId: '1', tokenHash: `hash of ${name}`, ...more });

it('knows the workers that entered themselves, in the order of their names, and what it can read', async () => {
  const redis = connect();
  const { keys } = freshKeys();
  const workers = new RegisteredWorkers(redis, keys);
  expect(await workers.all()).toEqual([]);
  await redis.hset(keys.registry(), {
    ten: entry('Anankor 10'),
    two: entry('Anankor 2', { label: 'worker-2' }),
    torn: '{"name":',
    foreign: '{"name":"x"}',
  });
  expect((await workers.all()).map(({ workerId, label }) => [workerId, label])).toEqual([
    ['two', 'worker-2'],
    ['ten', null],
  ]);
  const [two] = await workers.all();
  expect(await workers.isOnline(two!)).toBe(false);
  await redis.set(keys.claim(two!.tokenHash), 'owner');
  expect(await workers.isOnline(two!)).toBe(true);
  expect(await workers.countOnline()).toBe(1);
  expect(await workers.isAvailable(two!)).toBe(true);
  await redis.set(keys.drained('two'), '1');
  expect(await workers.isOnline(two!)).toBe(true);
  expect(await workers.isAvailable(two!)).toBe(false);
  await redis.sadd(keys.guilds('two'), 'guild');
  expect(await workers.isInGuild('two', 'guild')).toBe(true);
  expect(await workers.isInGuild('ten', 'guild')).toBe(false);
  expect(readRegistration(null)).toBeUndefined();
});

it('tells a worker that is gone from one between two owners, and which holds a session', async () => {
  const redis = connect();
  const { keys } = freshKeys();
  const workers = new RegisteredWorkers(redis, keys);
  await redis.hset(keys.registry(), { one: entry('One') });
  expect(await workers.isGone('one')).toBe(true);
  await redis.set(keys.claim('hash of One'), 'owner');
  expect(await workers.isGone('one')).toBe(false);
  await redis.del(keys.claim('hash of One'));
  await redis.set(keys.seen('one'), '1', 'PX', 60_000);
  expect(await workers.isGone('one')).toBe(false);
  expect(await workers.isGone('never there')).toBe(true);
  expect(await workers.hasSession('one', 'guild')).toBe(false);
  await redis.hset(keys.session('one', 'guild'), 'version', 1);
  expect(await workers.hasSession('one', 'guild')).toBe(true);
  expect(await workers.parkedIn('one', 'guild')).toBeNull();
  await redis.hset(keys.parked('one'), 'guild', 'channel');
  expect(await workers.parkedIn('one', 'guild')).toBe('channel');
});
