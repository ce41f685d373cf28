import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { applyBlocks, fileBlocks } from '../../../scripts/docs/contributing.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const copies: string[] = [];
afterAll(async () => {
  for (const copy of copies) await rm(copy, { recursive: true });
});

/** The sources as they are now, committed or not, with packages of their own. */
async function copyOfSources(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'anankor-contributing-'));
  copies.push(copy);
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
  for (const file of stdout.split('\0').filter(Boolean))
    await cp(join(root, file), join(copy, file)).catch((error: NodeJS.ErrnoException) => {
      // Removed, and not committed yet.
      if (error.code !== 'ENOENT') throw error;
    });
  await symlink(join(root, '.tools'), join(copy, '.tools'));
  await run('pnpm', ['install', '--frozen-lockfile', '--offline', '--silent'], { cwd: copy });
  return copy;
}

test('the command that CONTRIBUTING.md adds compiles, works and touches five shared files at most', async () => {
  const blocks = fileBlocks(await readFile(join(root, 'CONTRIBUTING.md'), 'utf8'));
  expect(blocks.length).toBeGreaterThan(0);
  const shared = blocks.filter(({ kind }) => kind === 'change').map(({ path }) => path);
  expect(new Set(shared).size).toBeLessThanOrEqual(5);
  const copy = await copyOfSources();
  await applyBlocks(copy, blocks);
  const types = run(join(copy, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], { cwd: copy });
  expect(await types.catch(({ stdout }: { stdout: string }) => stdout)).toMatchObject({ stdout: '' });
  const paths = blocks.filter(({ path }) => path.endsWith('.test.ts')).map(({ path }) => path);
  const tests = [
    'run',
    '--config',
    'vitest.unit.config.ts',
    ...paths,
    'packages/schemas',
    'packages/discord/src',
  ];
  const { stdout } = await run(join(copy, 'node_modules/.bin/vitest'), tests, { cwd: copy });
  expect(stdout).toContain('replay');
}, 300_000);
