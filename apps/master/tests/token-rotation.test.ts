import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestBed } from './support/test-bed.ts';

let bed: TestBed;
let folder: string;
beforeAll(async () => {
  bed = await TestBed.start();
  folder = await mkdtemp(join(tmpdir(), 'anankor-master-'));
});
afterAll(async () => {
  await bed.stop();
  await rm(folder, { recursive: true });
});

it('ends with 0, to be started again, when its token was replaced', async () => {
  const file = join(folder, 'token');
  await writeFile(file, bed.app.token);
  const master = await bed.spawnMaster({
    DISCORD_MASTER_TOKEN: '',
    DISCORD_MASTER_TOKEN_FILE: file,
    LOG_LEVEL: 'info',
  });
  await master.waitReady();
  await master.waitForLine(/commands registered/);
  await writeFile(file, '');
  master.kill('SIGHUP');
  await master.waitForLine(/could not be loaded again/);
  const replacement = `${bed.app.token.slice(0, -4)}AAAA`;
  await writeFile(file, replacement);
  master.kill('SIGHUP');
  expect(await master.exited).toMatchObject({ code: 0 });
  expect(master.output.text).toContain('DISCORD_MASTER_TOKEN was replaced');
  expect(master.output.text).not.toContain(replacement);
}, 60_000);
