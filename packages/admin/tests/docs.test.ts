import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commandList, failuresOf } from '@anankor/schemas';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

test('the generated pages say what the code says', async () => {
  const args = ['--conditions=@anankor/source', 'scripts/docs/main.ts', '--check'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  expect(stdout).toContain('up to date');
});

test('a command names every failure that its handler answers with', async () => {
  for (const command of commandList.filter(({ runs }) => runs === 'session')) {
    const file = join(root, 'apps/worker/src/handlers', `${command.path.replaceAll(' ', '-')}.ts`);
    const source = await readFile(file, 'utf8');
    const answered = [...source.matchAll(/failure\('([A-Z]{2})'/g)].map(([, code]) => code);
    expect(failuresOf(command), command.path).toEqual(expect.arrayContaining(answered));
  }
});
