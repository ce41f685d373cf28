import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** The variables that the apps' and config's schemas name. */
async function variablesInCode(): Promise<Set<string>> {
  const config = await readdir(join(root, 'packages/config/src'));
  const files = [
    'apps/master/src/env.ts',
    'apps/worker/src/env.ts',
    ...config.filter((name) => !name.endsWith('.test.ts')).map((name) => `packages/config/src/${name}`),
  ];
  const names = new Set<string>();
  for (const file of files) {
    const source = await readFile(join(root, file), 'utf8');
    for (const [, name] of source.matchAll(/^ +([A-Z][A-Z0-9_]+): /gm)) names.add(name!);
  }
  return names;
}

async function variablesInExample(): Promise<Set<string>> {
  const example = await readFile(join(root, '.env.example'), 'utf8');
  return new Set([...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name!));
}

test('.env.example explains every variable that the code reads, and no other', async () => {
  const code = await variablesInCode();
  const example = await variablesInExample();
  // They are read by their pattern.
  for (const worker of ['DISCORD_WORKER_TOKEN_1', 'DISCORD_WORKER_TOKEN_2']) code.add(worker);
  expect([...code].filter((name) => !example.has(name))).toEqual([]);
  expect([...example].filter((name) => !code.has(name))).toEqual([]);
});
