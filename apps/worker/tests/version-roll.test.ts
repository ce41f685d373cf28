import { systemClock } from '@anankor/core';
import type { InteractionHandle } from '@anankor/discord-simulator';
import { formerVersion } from '@anankor/local-stack';
import type { PlatformProcess } from '@anankor/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';

/** The last commit before stored shapes had versions. Later versions are rolled to and from like this one (ADR 0022). */
const FORMER = '78876eb7d25b34cb1992bbddb84ff2bf72c4edb1';
const PRESENT = undefined;

let scene: Scene;
let former: string;
beforeAll(async () => {
  former = await formerVersion(FORMER);
  scene = await Scene.start({ masters: 0, workers: 0 });
  await scene.platform.startMaster(former);
  await scene.platform.startWorker(former);
  const { guild } = scene.room;
  const known = async (): Promise<boolean> =>
    (await scene.redis.sismember(scene.keys.guilds(scene.workerId), guild.id)) === 1;
  await scene.until(known, 20_000, 'the worker to know its guild');
}, 240_000);
afterAll(() => scene.stop(), 60_000);

/** The new process runs before the old one is asked to leave, as in a deployment. */
async function replace(running: PlatformProcess[], start: () => Promise<PlatformProcess>): Promise<void> {
  const leaving = running.at(-1)!;
  await start();
  expect(await leaving.stop()).toEqual({ code: 0, signal: null });
}

async function ids(key: string): Promise<string[]> {
  const texts = await scene.redis.lrange(key, 0, -1);
  return texts.map((text) => (text.startsWith('{') ? (JSON.parse(text) as { id: string }).id : text));
}

it('rolls a deployment to the present version, back, and forth again: the music, the queue and every command survive', async () => {
  const { platform, room } = scene;
  const masters = platform.masters;
  const workers = platform.workers;
  const play = scene.type('/play query:library:concert-pitch');
  await play.reply();
  await scene.hears(440);
  const typed: InteractionHandle[] = [];
  const skipped = [play.id];
  const versions = [
    ['to the present version', PRESENT],
    ['back to the former', former],
    ['to the present once more', PRESENT],
  ] as const;
  for (const [what, version] of versions) {
    const since = now();
    const over = new AbortController();
    const typing = (async () => {
      while (!over.signal.aborted) {
        typed.push(scene.type('/play query:library:concert-pitch'));
        await systemClock.sleep(300);
      }
    })();
    const worker = (): Promise<void> => replace(workers, () => platform.startWorker(version));
    const master = (): Promise<void> => replace(masters, () => platform.startMaster(version));
    // Both orders, so that each version of the one meets each of the other.
    if (version === former) await worker().then(master);
    else await master().then(worker);
    await scene.owner();
    await systemClock.sleep(1_000);
    over.abort();
    await typing;
    expectUnbroken(scene.audio(since), what);
    // The session is the same one, and does as it is told.
    expect(await scene.read('/volume level:70')).toMatch(/70/);
    expect(await scene.read('/pause')).toMatch(/Paused/);
    expect(await scene.read('/resume')).toMatch(/Resumed|on/i);
    expect(await scene.read('/loop mode:off')).not.toMatch(/reference/);
    await scene.read('/skip');
    skipped.push(typed[skipped.length - 1]!.id);
    // What the node had sent before the skip is heard for a moment, and then the gap between two tracks.
    await systemClock.sleep(1_500);
    await scene.hears(440);
  }
  for (const one of typed) {
    expect(said(await one.reply({ timeoutMs: 30_000 }))).toContain('Concert Pitch');
    expect(one.messages).toHaveLength(1);
  }
  await scene.drained();
  const order = [play, ...typed].map(({ id }) => id);
  const { workerId, keys } = scene;
  const current = skipped.length - 1;
  expect(await ids(keys.sessionHistory(workerId, room.guild.id))).toEqual(order.slice(0, current));
  expect(await ids(keys.sessionQueue(workerId, room.guild.id))).toEqual(order.slice(current + 1));
  expect(await scene.redis.xlen(keys.deadLetters(workerId))).toBe(0);
  measured('commands typed while versions changed', typed.length, '');
}, 240_000);
