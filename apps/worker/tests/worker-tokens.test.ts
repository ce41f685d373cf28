import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvWatch, loadEnv, workerTokens } from '@anankor/config';
import type { Env, WorkerToken } from '@anankor/config';
import { systemClock } from '@anankor/core';
import { WorkerLease, createRedis } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import type { RedisKeys } from '@anankor/storage';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClaimLoop } from '../src/services/claim-loop.ts';
import { WorkerRegistry } from '../src/services/worker-registry.ts';
import { WorkerTokens } from '../src/services/worker-tokens.ts';
import { MountedSecret } from './support/mounted-secret.ts';

const BOT = '100000000000000001';
const OTHER_BOT = '100000000000000002';

/** A token of a bot; `letter` tells its tokens apart. */
function tokenOf(bot: string, letter: string): string {
  return `${Buffer.from(bot).toString('base64url')}.GabcdE.${letter.repeat(38)}`;
}

const numbered = (...tokens: string[]): WorkerToken[] =>
  tokens.map((token, at) => ({ token, index: at + 1, variable: `DISCORD_WORKER_TOKEN_${at + 1}` }));

let redis: Redis;
let keys: RedisKeys;
const endings: (() => unknown)[] = [];
const atEnd = (ending: () => unknown): unknown => endings.push(ending);
beforeAll(() => {
  redis = createRedis(process.env['REDIS_URL']!, { role: 'commands', name: 'test-worker-tokens' });
});
afterAll(() => redis.disconnect());
beforeEach(() => {
  keys = redisKeys(`test-${randomBytes(6).toString('hex')}`);
});
afterEach(async () => {
  for (let ending = endings.pop(); ending; ending = endings.pop()) await ending();
});

function tokens(list: readonly WorkerToken[], staleMs = 60_000): WorkerTokens {
  return new WorkerTokens({ redis, keys, clock: systemClock, tokens: list, staleMs });
}

async function claim(of: WorkerTokens, signal = AbortSignal.timeout(60_000)): Promise<WorkerLease> {
  const lease = await of.claim(signal, (wish) =>
    WorkerLease.acquire({ redis, keys, owner: 'me', ttlMs: 2_000, renewEveryMs: 500, ...wish }),
  );
  atEnd(() => lease.release());
  return lease;
}

/** Enters the owner as a worker does when it takes over. */
async function enter({ token, workerId }: WorkerLease): Promise<void> {
  const tokenHash = WorkerLease.tokenHash(token);
  const write = async (): Promise<void> => undefined;
  const registry = new WorkerRegistry({ redis, write, keys, workerId, tokenHash, label: 'worker-1' });
  await registry.load();
  if ((await redis.hexists(keys.registry(), workerId)) === 0) await registry.ready('Bot', []);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const hashEntered = async (): Promise<unknown> =>
  (JSON.parse((await redis.hget(keys.registry(), BOT))!) as { tokenHash: unknown }).tokenHash;

const [first, second, other] = [tokenOf(BOT, 'a'), tokenOf(BOT, 'b'), tokenOf(OTHER_BOT, 'c')];

describe('WorkerTokens', () => {
  it('leaves a token alone while the bot is owned under its former one, in both directions', async () => {
    const former = await claim(tokens(numbered(first)));
    await enter(former);
    let claimed = false;
    const latter = claim(tokens(numbered(second))).finally(() => (claimed = true));
    expect((await claim(tokens(numbered(second, other)))).token).toBe(other);
    expect(claimed).toBe(false);
    await former.release();
    const owner = await latter;
    expect(owner.epoch).toBeGreaterThan(former.epoch);
    await enter(owner);
    expect(await hashEntered()).toBe(WorkerLease.tokenHash(second));
    // A process that still has the old token waits, rather than to fence the owner.
    const leaving = new AbortController();
    const stale = claim(tokens(numbered(first)), leaving.signal);
    setTimeout(() => leaving.abort(new Error('leaving')), 300);
    await expect(stale).rejects.toThrow('leaving');
    expect(owner.held()).toBe(true);
  });

  it('retires the token that was replaced, until every process has loaded its secrets again', async () => {
    const mine = tokens(numbered(first), 1_500);
    const former = await claim(mine);
    await enter(former);
    mine.replace(numbered(second));
    expect([mine.has(first), mine.isReplaced(former)]).toEqual([false, true]);
    await mine.retire(former);
    await former.release();
    // Somebody who has not heard of it: waits until it has become an ordinary free token again.
    const retiredAt = performance.now();
    const stale = claim(tokens(numbered(first)));
    const owner = await claim(mine);
    expect(owner.token).toBe(second);
    await owner.release();
    await stale;
    expect(performance.now() - retiredAt).toBeGreaterThan(1_000);
  });

  it("retires nothing that is another owner's by now", async () => {
    const mine = tokens(numbered(first));
    const lease = await claim(mine);
    const key = keys.claim(WorkerLease.tokenHash(first));
    await redis.set(key, 'somebody');
    await until(() => lease.lost.aborted);
    await mine.retire(lease);
    expect(await redis.get(key)).toBe('somebody');
  });

  it('goes on waiting with other tokens when they change', async () => {
    const owner = await claim(tokens(numbered(first)));
    const standby = tokens(numbered(first));
    const waiting = claim(standby);
    standby.replace(numbered(first, other));
    expect((await waiting).token).toBe(other);
    expect(standby.labels).toEqual(['worker-1', 'worker-2']);
    expect(standby.labelOf(other)).toBe('worker-2');
    expect(standby.isReplaced(owner)).toBe(true);
    standby.replace(numbered(other));
    expect(standby.isReplaced(owner)).toBe(false);
  });

  it('refuses two tokens of one bot, keeps what it has, and repeats neither', () => {
    const mine = tokens(numbered(first));
    const refused = (): void => mine.replace(numbered(first, second));
    expect(refused).toThrow('DISCORD_WORKER_TOKEN_1 and DISCORD_WORKER_TOKEN_2 are tokens of the same bot');
    expect(refused).not.toThrow(first);
    expect([mine.has(first), mine.has(second)]).toEqual([true, false]);
  });
});

describe('a rotation', { timeout: 60_000 }, () => {
  /** A worker process but for what it does with a bot: secrets watched, claims, hand-overs that take a moment. */
  async function process(name: string, secrets: Env, log: string[], everyMs: number) {
    const load = async (): Promise<{ workerTokens: WorkerToken[] }> => loadEnv(workerTokens, secrets);
    const config = await load();
    const mine = tokens(config.workerTokens, 10_000);
    let held: WorkerLease | undefined;
    const loop = new ClaimLoop<WorkerLease>({
      acquire: (signal) => claim(mine, signal),
      own: (lease) => ({
        failed: new Promise(() => undefined),
        start: async () => {
          held = lease;
          await enter(lease);
          log.push(`${name} owns ${lease.token.at(-1)}`);
        },
        handOver: async () => {
          await systemClock.sleep(200);
          expect(lease.held()).toBe(true);
          log.push(`${name} handed over ${lease.token.at(-1)}`);
        },
        abandon: async () => void log.push(`${name} abandoned`),
      }),
      onRole: (role) => {
        if (role === 'standby') held = undefined;
      },
      onUnowned: async (_lease, error) => void log.push(error.code),
      onLost: () => log.push(`${name} lost it`),
      onReleased: async (lease, why) => {
        if (why === 'replaced') await mine.retire(lease);
      },
    });
    const watch = new EnvWatch({
      config,
      load,
      everyMs,
      onLoaded: (loaded, changed) => {
        if (changed.length > 0) mine.replace(loaded.workerTokens);
        if (held && !mine.has(held.token)) loop.drain(mine.isReplaced(held) ? 'replaced' : 'removed');
      },
      onFailed: (error) => log.push(error.message),
    });
    await loop.start();
    await watch.start();
    atEnd(() => loop.stop());
    atEnd(() => watch.stop());
    return { watch };
  }

  let folder: string;
  let file: string;
  let secrets: Env;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'anankor-rotation-'));
    file = join(folder, 'token');
    secrets = { DISCORD_WORKER_TOKEN_1_FILE: file };
    await writeFile(file, first);
    atEnd(() => rm(folder, { recursive: true }));
  });

  it('moves a bot to its new token without two owners, whoever sees it first', async () => {
    const log: string[] = [];
    const owner = await process('owner', secrets, log, 3_600_000);
    await until(() => log.includes('owner owns a'));
    await process('standby', secrets, log, 20);
    await writeFile(file, second);
    // The standby knows by now; it waits for the owner, who does not.
    await systemClock.sleep(500);
    expect(log).toEqual(['owner owns a']);
    owner.watch.reload();
    await until(() => log.length >= 3);
    expect(log[1]).toBe('owner handed over a');
    expect(log[2]).toMatch(/^(owner|standby) owns b$/);
    expect(await hashEntered()).toBe(WorkerLease.tokenHash(second));
  });

  it('leaves a standby that has not heard of it waiting', async () => {
    const log: string[] = [];
    const owner = await process('owner', secrets, log, 3_600_000);
    await until(() => log.includes('owner owns a'));
    await process('stale', secrets, log, 3_600_000);
    await writeFile(file, second);
    owner.watch.reload();
    await until(() => log.length >= 3);
    expect(log).toEqual(['owner owns a', 'owner handed over a', 'owner owns b']);
  });
  it('comes through a Secret that Kubernetes mounts, without new processes', async () => {
    const mounted = new MountedSecret(folder);
    await mounted.publish({ DISCORD_WORKER_TOKEN_1: first });
    secrets = { SECRETS_FROM: `dir:${folder}` };
    const log: string[] = [];
    await process('owner', secrets, log, 20);
    await until(() => log.includes('owner owns a'));
    await process('standby', secrets, log, 20);
    await mounted.publish({ DISCORD_WORKER_TOKEN_1: second, DISCORD_WORKER_TOKEN_2: other });
    await until(() => log.length >= 4);
    expect(log).toContain('owner handed over a');
    expect(
      log
        .filter((line) => line.includes(' owns '))
        .map((line) => line.at(-1))
        .sort(),
    ).toEqual(['a', 'b', 'c']);
    expect(await hashEntered()).toBe(WorkerLease.tokenHash(second));
  });
});
