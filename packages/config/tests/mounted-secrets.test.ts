import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EnvWatch, loadEnv } from '../src/index.ts';
import type { Env } from '../src/index.ts';

const anything = z.record(z.string(), z.string());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anankor-mounted-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Puts a version of a Secret in place as the kubelet does, and takes the former one away. */
async function publish(version: string, values: Record<string, string>, former?: string): Promise<void> {
  const at = join(folder, `..${version}`);
  await mkdir(at);
  for (const [name, value] of Object.entries(values)) {
    await writeFile(join(at, name), value);
    await symlink(join('..data', name), join(folder, name)).catch(() => undefined);
  }
  await symlink(`..${version}`, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  if (former !== undefined) await rm(join(folder, `..${former}`), { recursive: true });
}

const load = (env: Env = {}) => loadEnv(anything, { SECRETS_FROM: `dir:${folder}`, ...env });

async function problems(env?: Env): Promise<Record<string, string>> {
  const failure: unknown = await load(env).catch((error: unknown) => error);
  return (failure as { details: { variables: Record<string, string> } }).details.variables;
}

describe('a mounted secret', () => {
  it('supplies every credential it has a file of, and nothing else', async () => {
    await publish('v1', {
      REDIS_URL: 'redis://mounted:6379\n',
      DISCORD_WORKER_TOKEN_12: 'twelve',
      ADMIN_TOKEN: '',
      LOG_LEVEL: 'trace',
    });
    const loaded = await load();
    expect(loaded).toEqual({
      SECRETS_FROM: `dir:${folder}`,
      REDIS_URL: 'redis://mounted:6379',
      DISCORD_WORKER_TOKEN_12: 'twelve',
    });
  });

  it('is a plain folder, too', async () => {
    await writeFile(join(folder, 'LAVALINK_PASSWORD'), 'password');
    expect(await load()).toMatchObject({ LAVALINK_PASSWORD: 'password' });
  });

  it('says what is wrong with it', async () => {
    expect(await problems()).toEqual({
      SECRETS_FROM: 'a secret it names has no key that is the name of a credential, such as REDIS_URL',
    });
    await publish('v1', { REDIS_URL: 'redis://mounted:6379' });
    expect(await problems({ REDIS_URL: 'redis://here:6379' })).toEqual({
      REDIS_URL: 'is set beside SECRETS_FROM, expected it in one place only',
    });
    expect(await problems({ SECRETS_FROM: `dir:${folder}/none` })).toEqual({
      SECRETS_FROM: "a folder it names can't be read (ENOENT): check its path and mount",
    });
    expect((await problems({ SECRETS_FROM: `dir:${folder}#REDIS_URL` }))['SECRETS_FROM']).toMatch(
      /^expected whole secrets/,
    );
  });

  it('is read as one version, however often it is replaced meanwhile', async () => {
    const versionOf = (version: number): Record<string, string> =>
      Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`DISCORD_WORKER_TOKEN_${at}`, `${version}`]));
    await publish('v0', versionOf(0));
    let replacing = true;
    const replaced = (async () => {
      let version = 0;
      for (; replacing; version++) {
        await publish(`v${version + 1}`, versionOf(version + 1), `v${version}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return version;
    })();
    try {
      for (let time = 0; time < 50; time++) {
        const loaded = await load();
        const tokens = Object.entries(loaded).filter(([name]) => name.startsWith('DISCORD_'));
        expect(tokens).toHaveLength(5);
        expect(new Set(tokens.map(([, token]) => token)).size).toBe(1);
      }
    } finally {
      replacing = false;
    }
    expect(await replaced).toBeGreaterThan(0);
  });

  it('comes through while a process runs: a token that is replaced, and one that is added', async () => {
    await publish('v1', { DISCORD_WORKER_TOKEN_1: 'former' });
    const config = await load();
    let watch: EnvWatch<typeof config> | undefined;
    const loaded = new Promise<[object, readonly string[]]>((resolve, reject) => {
      watch = new EnvWatch({
        config,
        load: () => load(),
        everyMs: 20,
        onLoaded: (now, changed) => {
          if (changed.length > 0) resolve([now, changed]);
        },
        onFailed: reject,
      });
    });
    await watch?.start();
    try {
      await publish('v2', { DISCORD_WORKER_TOKEN_1: 'latter', DISCORD_WORKER_TOKEN_2: 'added' }, 'v1');
      const [now, changed] = await loaded;
      expect(now).toMatchObject({ DISCORD_WORKER_TOKEN_1: 'latter', DISCORD_WORKER_TOKEN_2: 'added' });
      expect(changed).toEqual(['DISCORD_WORKER_TOKEN_1', 'DISCORD_WORKER_TOKEN_2']);
    } finally {
      await watch?.stop();
    }
  });
});
