import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectUnbroken, now, Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ workers: 2 });
  await scene.read('/play query:library:concert-pitch');
  await scene.hears(440);
}, 90_000);
afterAll(() => scene.stop(), 60_000);

const SECRET = 'nobody-may-read-this';
const gateway = () => scene.platform.discord.gateway(scene.platform.workerBots[0]!);
const names = ['GUILD_CREATE', 'GUILD_DELETE', 'VOICE_STATE_UPDATE', 'VOICE_SERVER_UPDATE'];

/** As a broken proxy or a new version of Discord might send them. */
function sendPoison(): void {
  const { guild } = scene.room;
  for (const name of names)
    for (const data of [null, {}, { id: SECRET }, { guild_id: guild.id, user_id: 7 }])
      gateway().event(name, data);
  gateway().event('GUILD_CREATE', { id: guild.id, voice_states: 'none' });
  gateway().event('SOMETHING_NEW', { [SECRET]: SECRET });
}

const unreadable = async (port: number): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counts = text.matchAll(/^anankor_unreadable_inputs_total\{source="gateway".*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
};

it('events that nobody can read end no process, though a RESUME sends them to every successor', async () => {
  const since = now();
  const { transcript } = scene.platform.discord;
  sendPoison();
  for (const frame of [null, 7, 'text', [], { op: 0 }, { op: 'x' }, { op: 10, d: {} }, { op: 9 }])
    gateway().frame(frame);
  const first = await scene.owner();
  await scene.until(
    async () => (await unreadable(first.port)) >= 20 || undefined,
    10_000,
    'it to be counted',
  );

  for (let round = 0; round < 3; round++) {
    const owner = await scene.owner();
    expect(owner.exit).toBeUndefined();
    const standby = scene.platform.workers.find((worker) => worker !== owner && worker.exit === undefined)!;
    const from = transcript.position;
    // What is sent while the socket is cut is sent again to whoever resumes.
    gateway().drop();
    sendPoison();
    owner.kill('SIGKILL');
    expect(await scene.owner(owner)).toBe(standby);
    await transcript.waitFor((entry) => entry.kind === 'gateway' && entry.action === 'resume', 20_000, from);
    await scene.until(
      async () => (await unreadable(standby.port)) >= 13 || undefined,
      10_000,
      'it to be counted',
    );
    await scene.platform.startWorker();
  }
  await systemClock.sleep(500);
  expect(await scene.read('/nowplaying')).toContain('Concert Pitch');
  expectUnbroken(scene.audio(since), 'poison and three kills');
  for (const { output, exit } of scene.platform.workers) {
    expect(exit === undefined || exit.signal === 'SIGKILL').toBe(true);
    expect(output.text).not.toContain(SECRET);
    // Once per kind, however often it came.
    expect(output.text.match(/"kind":"GUILD_DELETE"/g)?.length ?? 0).toBeLessThanOrEqual(1);
  }
}, 120_000);

it('stored records that nobody can read keep no standby from taking over', async () => {
  const owner = await scene.owner();
  const { redis, keys, workerId } = scene;
  await redis.hset(keys.voiceStates(workerId), '900000000000000001', `{"${SECRET}`);
  await redis.hset(keys.lavalink(workerId), 'node1', '[]');
  owner.kill('SIGKILL');
  const successor = await scene.owner(owner);
  await scene.hears(440, scene.room, 30_000);
  expect(await scene.queue()).toEqual(['Concert Pitch']);
  await successor.waitForLine(/"kind":"voice states"/);
  expect(await redis.hexists(keys.voiceStates(workerId), '900000000000000001')).toBe(0);
  expect(successor.output.text).not.toContain(SECRET);
}, 60_000);
