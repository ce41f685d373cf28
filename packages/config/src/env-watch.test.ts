import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnankorError } from '@anankor/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EnvWatch, hangUps } from './env-watch.ts';
import { loadEnv } from './load-env.ts';
import { adminToken } from './values.ts';

const schema = z.object({ ADMIN_TOKEN: adminToken });
type Config = z.output<typeof schema>;

let folder: string;
let file: string;
let watch: EnvWatch<Config> | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anankor-watch-'));
  file = join(folder, 'admin-token');
  await writeFile(file, 'the-first-admin-token');
});
afterEach(async () => {
  await watch?.stop();
  await rm(folder, { recursive: true });
});

const config = { ADMIN_TOKEN: 'the-first-admin-token' };

function setUp(everyMs: number) {
  const loaded: string[] = [];
  const changes: string[] = [];
  const failed: string[] = [];
  const host = new EventEmitter();
  watch = new EnvWatch<Config>({
    config,
    load: (signal) => loadEnv(schema, { ADMIN_TOKEN_FILE: file }, { signal }),
    everyMs,
    onLoaded: ({ ADMIN_TOKEN }, changed) => {
      if (ADMIN_TOKEN === 'not-to-be-taken-up') throw new AnankorError('ENV_INVALID', 'no');
      loaded.push(ADMIN_TOKEN);
      changes.push(...changed);
    },
    onFailed: (error) => failed.push(error.code),
    host,
  });
  return { loaded, changes, failed, host };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('EnvWatch', () => {
  it('loads again and again, and takes up what changed', async () => {
    const { loaded, changes } = setUp(10);
    await watch!.start();
    await until(() => loaded.includes('the-first-admin-token'));
    expect(changes).toEqual([]);
    await writeFile(file, 'the-second-admin-token');
    await until(() => loaded.filter((token) => token === 'the-second-admin-token').length > 1);
    expect(changes).toEqual(['ADMIN_TOKEN']);
  });

  it('loads at once on SIGHUP, however rarely it does otherwise', async () => {
    const { loaded, host } = setUp(3_600_000);
    await watch!.start();
    host.emit('SIGHUP');
    await until(() => loaded.length === 1);
    await writeFile(file, 'the-second-admin-token');
    host.emit('SIGHUP');
    await until(() => loaded.includes('the-second-admin-token'));
    await watch!.stop();
    expect(host.listenerCount('SIGHUP')).toBe(0);
  });

  it('leaves SIGHUP alone in a terminal, where it ends the process', () => {
    const service = { stdin: {} };
    expect(hangUps(service).host).toBe(service);
    expect(hangUps({ stdin: { isTTY: true } }).host).toBeUndefined();
  });

  it('keeps what it has while an environment is invalid, and says so once', async () => {
    const { loaded, failed } = setUp(10);
    await rm(file);
    await watch!.start();
    await until(() => failed.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(failed).toEqual(['ENV_INVALID']);
    expect(loaded).toEqual([]);
    await writeFile(file, 'the-second-admin-token');
    await until(() => loaded.length > 0);
    await rm(file);
    await until(() => failed.length > 1);
  });

  it('says what was changed once more when it could not be taken up', async () => {
    const { changes, failed } = setUp(10);
    await writeFile(file, 'not-to-be-taken-up');
    await watch!.start();
    await until(() => failed.length > 0);
    expect(changes).toEqual([]);
    await writeFile(file, 'the-second-admin-token');
    await until(() => changes.length > 0);
  });

  it('stops in the middle of a load', async () => {
    let loading = false;
    const stopped = new EnvWatch<Config>({
      config,
      load: (signal) =>
        new Promise((_resolve, reject) => {
          loading = true;
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      everyMs: 1,
      onLoaded: () => expect.unreachable(),
      onFailed: () => expect.unreachable(),
    });
    await stopped.start();
    await until(() => loading);
    await stopped.stop();
  });
});
