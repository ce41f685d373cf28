import { systemClock } from '@anankor/core';
import type { InteractionHandle } from '@anankor/discord-simulator';
import type { PlatformProcess } from '@anankor/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ masters: 2, workers: 2 });
}, 90_000);
afterAll(() => scene.stop(), 60_000);

/** Starts the new process before the old one is asked to leave, as a deployment does. */
async function replace(old: PlatformProcess, start: () => Promise<PlatformProcess>): Promise<void> {
  await start();
  expect(await old.stop()).toEqual({ code: 0, signal: null });
}

it('replaces every master and worker while commands are typed: none is lost, none doubled, nobody hears it', async () => {
  const { platform } = scene;
  await scene.read('/play query:library:concert-pitch');
  await scene.hears(440);
  const since = now();
  const typed: InteractionHandle[] = [];
  const over = new AbortController();
  const typing = (async () => {
    while (!over.signal.aborted) {
      typed.push(scene.type('/play query:library:first-snow'));
      await systemClock.sleep(250);
    }
  })();
  const masters = [...platform.masters];
  const workers = [...platform.workers];
  for (const master of masters) await replace(master, () => platform.startMaster());
  for (const worker of workers) await replace(worker, () => platform.startWorker());
  await systemClock.sleep(1_000);
  over.abort();
  await typing;
  const waits: number[] = [];
  for (const one of typed) {
    expect(said(await one.reply({ timeoutMs: 30_000 }))).toContain('First Snow');
    expect(one.messages).toHaveLength(1);
    waits.push(one.ackMs ?? 0);
  }
  await scene.drained();
  const { guild } = scene.room;
  const queue = await scene.redis.lrange(scene.keys.sessionQueue(scene.workerId, guild.id), 0, -1);
  expect(queue).toEqual(typed.map(({ id }) => id));
  measured('commands typed during the deployment', typed.length, '');
  measured('longest wait for the first response', Math.max(...waits));
  expectUnbroken(scene.audio(since), 'a rolling deployment');
}, 120_000);
