import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Platform } from '@anankor/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MountedSecret } from './support/mounted-secret.ts';

let platform: Platform;
let secret: MountedSecret;
beforeAll(async () => {
  secret = new MountedSecret(await mkdtemp(join(tmpdir(), 'anankor-secrets-')));
  platform = await Platform.start({
    workerBots: 2,
    workers: 0,
    masters: 0,
    dynamodb: 'dynalite',
    env: {
      DISCORD_WORKER_TOKEN_1: '',
      DISCORD_WORKER_TOKEN_2: '',
      SECRETS_FROM: `dir:${secret.folder}`,
      LEASE_TTL: '2s',
    },
  });
});
afterAll(async () => {
  await platform.stop();
  await rm(secret.folder, { recursive: true });
});

/** Replaces the mounted Secret; the kubelet's minute and SECRETS_REFRESH are not waited for. */
async function publish(...tokens: string[]): Promise<void> {
  await secret.publish(
    Object.fromEntries(tokens.map((token, at) => [`DISCORD_WORKER_TOKEN_${at + 1}`, token])),
  );
  for (const worker of platform.workers) worker.kill('SIGHUP');
}

describe('worker tokens that change while the processes run', { timeout: 120_000 }, () => {
  it('are claimed by a standby when they are added, and released when they are removed', async () => {
    const { workers, workerBots } = platform;
    const [bot, added] = [workerBots[0]!, workerBots[1]!];
    await publish(bot.token);
    await Promise.all([platform.startWorker(), platform.startWorker()]);
    await platform.allOwned(1);
    expect(await platform.ownerOf(added)).toBeUndefined();
    const owner = await platform.ownerOf(bot);

    await publish(bot.token, added.token);
    await platform.allOwned(2);
    const successor = await platform.ownerOf(added);
    expect(successor).not.toBe(owner);
    expect(await platform.ownerOf(bot)).toBe(owner);

    await publish(bot.token);
    await successor!.waitForLine(/handed over/);
    while (await platform.ownerOf(added)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await platform.ownerOf(bot)).toBe(owner);
    for (const worker of workers) {
      expect(worker.exit).toBeUndefined();
      expect(worker.output.text).not.toContain(added.token);
    }
  });

  it('are kept while what is there now is invalid', async () => {
    const { workers, workerBots } = platform;
    await publish(workerBots[0]!.token, 'no token at all');
    for (const worker of workers) {
      const [line] = await worker.waitForLine(/.*could not be loaded again.*/);
      expect(line).toContain('DISCORD_WORKER_TOKEN_2: expected a bot token');
      expect(line).not.toContain('no token at all');
    }
    expect(await platform.ownerOf(workerBots[0]!)).toBeDefined();
  });
});
