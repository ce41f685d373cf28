import { Operator } from '@anankor/admin';
import { sessionPlayback, sessionRest } from '@anankor/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scene } from './support/scene.ts';
import type { Room } from './support/scene.ts';

/*
 * Sessions whose stored form is damaged in every way, each in a guild of its own, found by one process that takes the worker over.
 */

const damages = {
  'a head that is no JSON': async (room) => void (await scene.redis.hset(hash(room), 'head', '{"id":')),
  'no head': async (room) => void (await scene.redis.hdel(hash(room), 'head')),
  'a head without its channel': (room) => edit(room, 'head', ({ channelId: _channelId, ...rest }) => rest),
  'a key of another type': async (room) =>
    void (await scene.redis.multi().del(hash(room)).set(hash(room), 'x').exec()),
  'required fields alone': async (room) => {
    const required = ['id', 'guildId', 'channelId', 'textChannelId'];
    await edit(room, 'head', (head) => Object.fromEntries(required.map((name) => [name, head[name]])));
    await edit(room, 'playback', ({ current }) => ({ current }));
  },
  'a channel alone': (room) => edit(room, 'head', ({ channelId }) => ({ channelId })),
  'impossible values': async (room) => {
    await edit(room, 'head', (head) => ({
      ...head,
      volume: 'loud',
      loop: 7,
      filters: [],
      voice: { since: [] },
      node: 1,
    }));
    await edit(room, 'playback', (part) => ({ ...part, anchor: { positionMs: -1 }, play: 'x', votes: 3 }));
  },
  'a playback that is no JSON': async (room) => void (await scene.redis.hset(hash(room), 'playback', 'null')),
  'no version': async (room) => void (await scene.redis.hdel(hash(room), 'version')),
  'an entry that is missing': async (room) => {
    const [first] = await scene.redis.lrange(scene.keys.sessionQueue(scene.workerId, room.guild.id), 0, 0);
    await scene.redis.hdel(scene.keys.sessionEntries(scene.workerId, room.guild.id), first!);
  },
  'a current entry that is missing': async (room) => {
    const { current } = await part(room, 'playback');
    await scene.redis.hdel(scene.keys.sessionEntries(scene.workerId, room.guild.id), String(current));
  },
  'entries that can’t be read': async (room) => {
    const key = scene.keys.sessionEntries(scene.workerId, room.guild.id);
    for (const id of await scene.redis.hkeys(key)) await scene.redis.hset(key, id, '{"state":"dancing"}');
  },
  'a queue of another type': async (room) => {
    const key = scene.keys.sessionQueue(scene.workerId, room.guild.id);
    await scene.redis.multi().del(key).set(key, 'x').exec();
  },
  'a history that can’t be read': async (room) =>
    void (await scene.redis.rpush(scene.keys.sessionHistory(scene.workerId, room.guild.id), 'x', '{}')),
  'voice states that can’t be read': async (room) =>
    void (await scene.redis.hset(scene.keys.voiceStates(scene.workerId), room.guild.id, '{')),
  'a head that an operator finds': async (room) => void (await scene.redis.hset(hash(room), 'head', '[]')),
  nothing: async () => undefined,
} satisfies Record<string, (room: Room) => Promise<void>>;
type Damage = keyof typeof damages;

const unreadable: Damage[] = [
  'a head that is no JSON',
  'no head',
  'a head without its channel',
  'a key of another type',
];

let scene: Scene;
const rooms = new Map<Damage, Room>();
const room = (damage: Damage): Room => rooms.get(damage)!;
const hash = ({ guild }: Room): string => scene.keys.session(scene.workerId, guild.id);

async function part(of: Room, name: string): Promise<Record<string, unknown>> {
  return JSON.parse((await scene.redis.hget(hash(of), name)) ?? '') as Record<string, unknown>;
}

async function edit(
  of: Room,
  name: string,
  alter: (stored: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  await scene.redis.hset(hash(of), name, JSON.stringify(alter(await part(of, name))));
}

beforeAll(async () => {
  scene = await Scene.start({ workers: 1, env: { LEASE_TTL: '2s' } });
  for (const damage of Object.keys(damages) as Damage[]) {
    const furnished = await scene.furnish(damage);
    rooms.set(damage, furnished);
    for (const query of ['library:concert-pitch', 'library:first-snow', 'library:concert-pitch'])
      await scene.read(`/play query:${query}`, furnished);
  }
  await scene.drained();
  const [worker] = scene.platform.workers;
  await worker!.stop();
  for (const [damage, inflict] of Object.entries(damages)) await inflict(room(damage as Damage));
  await scene.redis.hset(scene.keys.lavalink(scene.workerId), 'main', '{');
  await scene.platform.startWorker();
  await scene.owner(worker);
}, 120_000);
afterAll(() => scene.stop(), 60_000);

const found: Damage = 'a head that an operator finds';
const readable = (Object.keys(damages) as Damage[]).filter(
  (damage) => !unreadable.includes(damage) && damage !== found,
);

describe.each(unreadable)('a session with %s', (damage) => {
  it('says so, and /leave or /stop ends it', async () => {
    expect(await scene.read('/pause', room(damage))).toMatch(/can’t be read/);
    expect(await scene.read('/play query:library:first-snow', room(damage))).toMatch(/can’t be read/);
    const ending = damage === 'no head' ? '/stop' : '/leave';
    expect(await scene.read(ending, room(damage))).toMatch(/could not be read/);
    const gone = async (): Promise<boolean> => (await scene.redis.exists(hash(room(damage)))) === 0;
    await scene.until(gone, 5_000, 'nothing to be left of it');
    expect(await scene.read('/play query:library:concert-pitch', room(damage))).toMatch(/Concert Pitch/);
    await scene.hears(440, room(damage));
  }, 60_000);
});

describe.each(readable)('a session with %s', (damage) => {
  it('goes on with what can be read', async () => {
    for (let typed = 0; typed < 2; typed += 1)
      expect(await scene.read('/play query:library:concert-pitch', room(damage))).toMatch(/Concert Pitch/);
    expect(await scene.read('/skip', room(damage))).not.toMatch(/reference|can’t be read/);
    expect((await scene.queue(room(damage))).length).toBeGreaterThan(0);
    const stored = { playback: await part(room(damage), 'playback'), head: await part(room(damage), 'head') };
    expect(Object.keys(stored.playback).sort()).toEqual([...sessionPlayback.fields, 'v'].sort());
    expect(Object.keys(stored.head).sort()).toEqual([...sessionRest.fields, 'v'].sort());
    expect(await scene.read('/stop', room(damage))).toMatch(/Stopped|cleared/i);
    expect(await scene.read('/leave', room(damage))).toMatch(/Left/);
  }, 60_000);
});

it.each([found, 'nothing'] as const)(
  'a session with %s is dropped by an operator while its worker runs',
  async (damage) => {
    const { guild } = room(damage);
    if (damage === 'nothing') {
      await scene.read('/play query:library:concert-pitch', room(damage));
      await scene.hears(440, room(damage));
    }
    const operator = new Operator({ redis: scene.redis, keys: scene.keys });
    const view = (await operator.sessions()).find(({ guildId }) => guildId === guild.id);
    expect(view?.state).toBe(damage === found ? 'unreadable' : 'playing');
    expect(await operator.dropSession(scene.workerId, guild.id)).toBe('dropped');
    await scene.hears(0, room(damage));
    const settled = async (): Promise<boolean> =>
      (await scene.redis.sismember(scene.keys.sessions(scene.workerId), guild.id)) === 0;
    await scene.until(settled, 10_000, 'the assignment to be released');
    expect(await scene.read('/play query:library:concert-pitch', room(damage))).toMatch(/Concert Pitch/);
    await scene.hears(440, room(damage));
  },
  60_000,
);

it('no command became a dead letter, and the players were left in peace', async () => {
  await scene.drained();
  expect(await scene.redis.xlen(scene.keys.deadLetters(scene.workerId))).toBe(0);
  const { port } = await scene.owner();
  const passes = async (): Promise<number> => {
    const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const counts = [...body.matchAll(/^anankor_reconciles_total\{.*\} (\d+)/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const before = await passes();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect((await passes()) - before).toBeLessThan(150);
}, 60_000);
