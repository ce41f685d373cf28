import { fileURLToPath } from 'node:url';
import { DeadLetters } from '@anankor/ipc';
import { onFreePort, spawnService } from '@anankor/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whileHeld } from './support/held-jobs.ts';
import { said } from './support/read-message.ts';
import { Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ workers: 1 });
  await scene.read('/play query:library:concert-pitch');
}, 90_000);
afterAll(() => scene.stop(), 60_000);

describe('what is no job', () => {
  it('becomes a dead letter with a code, its member is told once, and the others are served', async () => {
    const kinds = ['version', 'command', 'input', 'envelope'] as const;
    const [typed, behind] = await whileHeld(scene, async (held) => {
      await held.put('this is {no JSON');
      await held.put('[1, 2]');
      await held.put('{}', 'another-field');
      const handles = kinds.map(() => scene.type('/volume level:50'));
      const [version, command, input, envelope] = handles;
      await held.replace(version!, (job) => ({ ...job, v: 0 }));
      await held.replace(command!, (job) => ({ ...job, command: 'reticulate' }));
      await held.replace(input!, (job) => ({ ...job, input: { level: 'loud' } }));
      await held.replace(envelope!, (job) => ({ ...job, guildId: 'nowhere' }));
      const last = scene.type('/volume level:60');
      await held.of(last);
      return [handles, last] as const;
    });
    expect(said(await behind.reply({ timeoutMs: 30_000 }))).toContain('60');
    for (const handle of typed) {
      expect(said(await handle.reply({ timeoutMs: 30_000 }))).toContain(handle.id);
      expect(handle.messages).toHaveLength(1);
      const edits = scene.platform.discord.transcript
        .of('message')
        .filter((entry) => entry.interactionId === handle.id && entry.action === 'edit');
      expect(edits.length).toBeLessThanOrEqual(1);
    }
    await scene.drained();
    const { redis, keys, workerId } = scene;
    const letters = await new DeadLetters({ redis, keys, dedupeTtlMs: 1_000 }).list(workerId, { count: 50 });
    expect(letters.map(({ code }) => code)).toEqual([
      ...['JOB_NOT_JSON', 'JOB_NOT_JSON', 'JOB_NOT_JSON'],
      ...['JOB_VERSION_UNKNOWN', 'COMMAND_UNKNOWN', 'JOB_INVALID', 'JOB_INVALID'],
    ]);
    expect(letters.every(({ attempts }) => attempts === 0)).toBe(true);
    const raw = JSON.stringify(await redis.xrange(keys.deadLetters(workerId), '-', '+'));
    for (const handle of typed) expect(raw).not.toContain(handle.token);
    expect(await scene.queue()).toEqual(['Concert Pitch']);
  }, 90_000);
});

/** A worker that is not expected to live; resolves to how it ended and what it said. */
async function run(
  env: Record<string, string>,
  meanwhile: (port: number) => Promise<void> = async () => undefined,
) {
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const port = await onFreePort(async (free) => free);
  const worker = await spawnService({
    name: 'doomed',
    entry,
    env: { ...env, WORKER_HTTP_PORT: String(port) },
  });
  await meanwhile(port);
  const timeout = setTimeout(() => worker.kill('SIGKILL'), 30_000);
  const exit = await worker.exited;
  clearTimeout(timeout);
  return { exit, output: worker.output.text };
}

describe('a worker process', () => {
  it('names every variable that is wrong, and no value', async () => {
    const { exit, output } = await run({
      REDIS_URL: 'nonsense-value',
      LEASE_TTL: 'soon',
      PREFETCH: '-1',
      DISCORD_WORKER_TOKEN_1: 'not-a-token-value',
    });
    expect(exit).toEqual({ code: 1, signal: null });
    for (const variable of [
      'REDIS_URL',
      'LEASE_TTL',
      'PREFETCH',
      'DISCORD_WORKER_TOKEN_1',
      'LAVALINK_PASSWORD',
      'AWS_REGION',
    ])
      expect(output).toContain(variable);
    expect(output).not.toMatch(/nonsense-value|not-a-token-value/);
    expect(output).not.toMatch(/at .*\.ts:/);
  }, 40_000);

  it.each([
    ['redis', { REDIS_URL: 'redis://127.0.0.1:1' }],
    ['dynamodb', { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }],
  ])(
    'says that %s is out of reach, is not ready, and gives up in the end',
    async (dependency, wrong) => {
      const env = { ...(await scene.platform.workerEnvironment()), ...wrong, STARTUP_LIMIT: '3s' };
      const unready = async (port: number): Promise<true | undefined> => {
        const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
        if (answer?.status !== 503) return undefined;
        const { dependencies } = (await answer.json()) as { dependencies: Record<string, { state: string }> };
        return dependencies[dependency]?.state === 'down' || undefined;
      };
      const { exit, output } = await run(env, async (port) => {
        await scene.until(() => unready(port), 20_000, '/ready to name it');
      });
      expect(exit).toEqual({ code: 1, signal: null });
      expect(output).toContain('DEPENDENCY_UNREACHABLE');
      expect(output).toContain(`${dependency} could not be reached within 3 s`);
    },
    40_000,
  );
});
