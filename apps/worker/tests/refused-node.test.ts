import type { PlatformProcess } from '@anankor/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NodeDoor } from './support/node-door.ts';
import { now, Scene } from './support/scene.ts';
import type { Room } from './support/scene.ts';

let scene: Scene;
let door: NodeDoor;
let worker: PlatformProcess;
let room: Room;
beforeAll(async () => {
  scene = await Scene.start({ workers: 0 });
  door = await NodeDoor.open(scene.platform.nodes[0]!.port);
  worker = await scene.mortalWorker({ LAVALINK_NODES: `doored=127.0.0.1:${door.port}` });
  room = await scene.furnish('Doored');
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden'])
    await scene.read(`/play query:library:${slug}`, room);
  await scene.hears(440, room);
}, 90_000);
afterAll(async () => {
  await scene.stop();
  await door.close();
}, 60_000);

interface Ready {
  status: number;
  node: { state: string; detail?: string } | undefined;
}

async function ready(): Promise<Ready> {
  const answer = await fetch(`http://127.0.0.1:${worker.port}/ready`);
  const { dependencies } = (await answer.json()) as {
    dependencies: Record<string, { parts?: Record<string, { state: string; detail?: string }> }>;
  };
  return { status: answer.status, node: dependencies['lavalink']?.parts?.['doored'] };
}

const becomes = (state: string): Promise<Ready> =>
  scene.until(
    async () => {
      const found = await ready();
      return found.node?.state === state && found;
    },
    60_000,
    `the node to be ${state}`,
  );

const refusals = (): number => worker.output.text.match(/LAVALINK_REFUSED/g)?.length ?? 0;

it('a node that refuses REST while it is connected is told of, and used again when it does not', async () => {
  expect(await becomes('up')).toMatchObject({ status: 200 });
  door.lock();
  const refused = await becomes('refused');
  expect(refused).toMatchObject({
    status: 503,
    node: { detail: expect.stringContaining('refuses the password') },
  });
  expect(await scene.read('/skip', room)).toMatch(/Skipped.*\n.*takes effect when one is back/s);
  // What the node plays plays on.
  expect(scene.audio(now() - 500, room).frames).toBeGreaterThan(0);
  door.unlock();
  await scene.hears(523, room, 60_000);
  expect(await becomes('up')).toMatchObject({ status: 200 });
  expect(await scene.read('/volume level:90', room)).not.toMatch(/takes effect/);
  expect(refusals()).toBe(1);
}, 150_000);

it('a node that refuses the connection is tried until it does not', async () => {
  door.lock();
  door.cut();
  expect(await becomes('refused')).toMatchObject({ status: 503 });
  expect(await scene.read('/skip', room)).toMatch(/takes effect when one is back/);
  expect(await scene.read('/play query:library:slow-river', room)).toMatch(/No audio node is up/);
  door.unlock();
  await scene.hears(622, room, 60_000);
  expect(await becomes('up')).toMatchObject({ status: 200 });
  expect(worker.exit).toBeUndefined();
  expect(refusals()).toBe(2);
}, 150_000);
