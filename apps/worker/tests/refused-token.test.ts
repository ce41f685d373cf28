import { Operator } from '@anankor/admin';
import { WorkerLease } from '@anankor/ipc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measured, Scene } from './support/scene.ts';

/** A token that Discord does not know, of a bot of its own. */
const refused = `${Buffer.from('199999999999999999').toString('base64url')}.Gabcde.${'x'.repeat(38)}`;
const VARIABLE = 'DISCORD_WORKER_TOKEN_2';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ workers: 3, env: { [VARIABLE]: refused } });
  await scene.read('/play query:library:concert-pitch');
  await scene.hears(440);
}, 90_000);
afterAll(() => scene.stop(), 60_000);

const refusals = (): number =>
  scene.platform.workers.reduce(
    (sum, { output }) => sum + (output.text.match(/Discord refuses DISCORD_WORKER_TOKEN_2/g)?.length ?? 0),
    0,
  );

it('a token that Discord refuses is left alone by all processes, which serve the others', async () => {
  const { platform, redis, keys } = scene;
  const operator = new Operator({ redis, keys });
  await scene.until(async () => (await operator.refusedTokens()).length === 1, 20_000, 'the quarantine');
  expect(await operator.refusedTokens()).toMatchObject([
    { variable: VARIABLE, label: 'worker-2', refusals: 1, cause: expect.stringContaining('401') },
  ]);
  for (let round = 0; round < 2; round++) {
    const owner = await scene.owner();
    const before = performance.now();
    owner.kill('SIGKILL');
    await scene.owner(owner);
    measured('a fail-over beside a refused token', performance.now() - before);
    await scene.hears(440);
  }
  // One process was refused, once; nobody ended.
  expect(refusals()).toBe(1);
  for (const { exit, output } of platform.workers) {
    expect(exit === undefined || exit.signal === 'SIGKILL').toBe(true);
    expect(output.text).not.toContain(refused);
  }
  const owner = await scene.owner();
  const text = await (await fetch(`http://127.0.0.1:${owner.port}/metrics`)).text();
  expect(text).toMatch(/^anankor_worker_token_refused\{worker="worker-1"\} 0$/m);
  expect(text).toMatch(/^anankor_worker_token_refused\{worker="worker-2"\} 1$/m);
  // The refusal stands in Redis under the token's hash, never the token.
  expect(Object.keys(await redis.hgetall(keys.refusedTokens()))).toEqual([WorkerLease.tokenHash(refused)]);
}, 90_000);

it('is tried again when its time has come', async () => {
  const { redis, keys } = scene;
  const hash = WorkerLease.tokenHash(refused);
  const stored = JSON.parse((await redis.hget(keys.refusedTokens(), hash))!) as Record<string, unknown>;
  await redis.hset(keys.refusedTokens(), hash, JSON.stringify({ ...stored, retryAt: Date.now() - 1 }));
  await scene.platform.startWorker();
  const again = async (): Promise<boolean> =>
    (JSON.parse((await redis.hget(keys.refusedTokens(), hash))!) as { refusals: number }).refusals === 2;
  await scene.until(again, 20_000, 'a second try');
  // It is logged once Redis has it.
  await scene.until(async () => refusals() === 2, 10_000, 'the second refusal to be logged');
}, 60_000);
