import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';
import type { Room } from './support/scene.ts';

let scene: Scene;
let rooms: Room[];
beforeAll(async () => {
  scene = await Scene.start({ workers: 1, nodes: 2 });
  rooms = [scene.room];
  for (const name of ['Two', 'Three', 'Four']) rooms.push(await scene.furnish(name));
}, 90_000);
afterAll(() => scene.stop(), 60_000);

/** What a listener may miss when a node dies; two seconds on an idle machine. */
const MOVE_MS = 5_000;

const spread = async (): Promise<Record<string, number>> => {
  const count: Record<string, number> = {};
  for (const { node } of await scene.players()) count[node] = (count[node] ?? 0) + 1;
  return count;
};

describe('two Lavalink nodes', () => {
  it('share the players', async () => {
    for (const room of rooms) {
      await scene.read('/play query:library:slow-river', room);
      await scene.hears(740, room);
    }
    expect(await spread()).toEqual({ node1: 2, node2: 2 });
  }, 60_000);

  it('take over from each other: what one played goes on on the other, where it was', async () => {
    const node = scene.platform.nodes.find(({ name }) => name === 'node1')!;
    const players = await scene.players();
    const moved = rooms.filter((room) =>
      players.some((player) => player.node === 'node1' && player.guildId === room.guild.id),
    );
    const stayed = rooms.filter((room) => !moved.includes(room));
    expect(moved).toHaveLength(2);
    const positions = await Promise.all(moved.map((room) => scene.position(room)));
    const at = now();
    const since = at - 500;
    node.kill('SIGKILL');
    await node.exited;
    await scene.until(async () => (await spread())['node2'] === 4, 20_000, 'four players on node2');
    for (const room of rooms) await scene.hears(740, room);
    await systemClock.sleep(500);
    for (const [index, room] of moved.entries()) {
      const { largestGapMs } = scene.audio(since, room);
      measured("largest gap at a node's death", largestGapMs);
      expect(largestGapMs).toBeLessThan(MOVE_MS);
      // From the last frame heard, a little of it again.
      const drift = (await scene.position(room)) - positions[index]! - (now() - at) + largestGapMs;
      measured("drift of the position at a node's death", drift);
      expect(Math.abs(drift)).toBeLessThan(2_000);
    }
    for (const room of stayed) expectUnbroken(scene.audio(since, room), 'the death of another node');
    expect(await scene.queue(moved[0])).toEqual(['Slow River']);
  }, 60_000);

  it('are used again when they come back', async () => {
    const { port } = scene.platform.nodes.find(({ name }) => name === 'node1')!;
    await scene.platform.startNode('node1', port);
    const worker = await scene.owner();
    await worker.waitForLine(/"node":"node1","kept":false.*\n[^]*"node":"node1","kept":false/, 20_000);
    const five = await scene.furnish('Five');
    await scene.read('/play query:library:high-plains', five);
    await scene.hears(880, five);
    expect((await spread())['node1']).toBe(1);
  }, 60_000);

  it('hang without closing anything: their players go on elsewhere, and nowhere twice afterwards', async () => {
    const node = scene.platform.nodes.find(({ name }) => name === 'node2')!;
    expect((await spread())['node2']).toBe(4);
    const since = now() - 500;
    node.kill('SIGSTOP');
    await systemClock.sleep(1_000);
    for (const room of rooms) await scene.hears(740, room, 60_000);
    await systemClock.sleep(500);
    for (const room of rooms)
      measured('largest gap at a node that hangs', scene.audio(since, room).largestGapMs);
    node.kill('SIGCONT');
    const worker = await scene.owner();
    await worker.waitForLine(/"node":"node2","kept":true/, 30_000);
    const left = async (): Promise<boolean> => (await spread())['node2'] === undefined;
    await scene.until(left, 20_000, 'no players on node2');
    expect(await spread()).toEqual({ node1: 5 });
    for (const room of rooms) await scene.hears(740, room);
  }, 120_000);

  it('are all down: the queue is kept, and the music starts by itself when one returns', async () => {
    const alive = scene.platform.nodes.filter(({ exit }) => exit === undefined);
    expect(alive).toHaveLength(2);
    for (const node of alive) node.kill('SIGKILL');
    await Promise.all(alive.map((node) => node.exited));
    const [node] = alive;
    await systemClock.sleep(500);
    const fresh = await scene.furnish('Six');
    const typed = scene.type('/play query:library:endless-summer', fresh);
    expect(said(await typed.reply({ timeoutMs: 20_000 }))).toMatch(/no .*node|starts? by itself|when/i);
    expect(await scene.queue(fresh)).toEqual(['loading']);
    const since = now();
    await scene.platform.startNode(node!.name, node!.port);
    await scene.hears(1568, fresh, 30_000);
    measured('from the start of a node to the music', now() - since);
    expect(await scene.queue(fresh)).toEqual(['Endless Summer']);
    for (const room of rooms) await scene.hears(740, room, 30_000);
  }, 90_000);
});

describe('a node with another password', () => {
  it('is told of in one clear sentence, and the others are used', async () => {
    const nodes = scene.platform.nodes.filter(({ exit }) => exit === undefined);
    const list = [{ name: 'locked', host: '127.0.0.1', port: nodes[0]!.port, password: 'not-the-password' }];
    const env = { LAVALINK_NODES: JSON.stringify(list), LAVALINK_PASSWORD: 'x' };
    const mortal = await scene.onlyWorker(env, false);
    await mortal.waitForLine(/password/i, 15_000);
    expect(mortal.output.text).toMatch(/"node":"locked"/);
    expect(mortal.output.text).toMatch(/LAVALINK_REFUSED/);
    expect(mortal.output.text).not.toContain('not-the-password');

    expect(await scene.read('/play query:library:first-snow', await scene.furnish('Seven'))).toMatch(
      /node|Lavalink/i,
    );
  }, 60_000);
});
