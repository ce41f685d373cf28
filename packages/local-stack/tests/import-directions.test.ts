import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from '../src/index.ts';

interface Violation {
  from: string;
  rule: { name: string };
}

const root = repositoryRoot();
const libraries = ['ioredis', 'zod', 'discord.js', '@discordjs/rest', 'pino'];

/** One file each that breaks a rule, with the rule; `undefined` for what must pass. */
const planted: [file: string, source: string, rule: string | undefined][] = [
  ['packages/core/src/a.ts', "import '@anankor/schemas';", 'direction-core'],
  ['packages/core/src/b.ts', "import 'zod';", 'core-needs-node-alone'],
  ['packages/music/src/a.ts', "import '@anankor/discord';", 'direction-music'],
  ['packages/storage/src/a.ts', "import '@anankor/ipc';", 'direction-storage'],
  ['packages/ipc/src/a.ts', "import '@anankor/storage'; import 'ioredis';", undefined],
  ['packages/music/src/b.ts', "import 'ioredis';", 'library-ioredis'],
  ['packages/config/src/a.ts', "import 'pino';", 'library-pino'],
  ['packages/ipc/src/b.ts', "import '../../storage/src/index.ts';", 'by-package-name'],
  ['packages/ipc/src/c.ts', "import '@anankor/local-stack';", 'stand-ins-beside'],
  ['packages/ipc/src/c.test.ts', "import '@anankor/local-stack';", undefined],
  ['packages/ipc/tests/d.test.ts', "import '@anankor/local-stack';", undefined],
  ['packages/ipc/src/e.ts', "import '../../../apps/master/src/index.ts';", 'packages-know-no-app'],
  ['apps/master/src/a.ts', "import '../../worker/src/index.ts';", 'apps-stay-apart'],
  ['apps/master/src/b.ts', "import '@anankor/audio-node';", 'stand-ins-beside'],
  ['apps/playground/src/a.ts', "import '@anankor/discord-simulator';", undefined],
  ['apps/worker/src/bot/a.ts', "import '@discordjs/rest';", undefined],
  ['apps/worker/src/handlers/a.ts', "import '@discordjs/rest';", 'discord-family'],
  ['apps/master/src/interactions/a.ts', "import type { X } from 'discord.js'; export type Y = X;", undefined],
  ['apps/master/src/interactions/b.ts', "import 'discord.js';", 'discord-family-types-only'],
  ['packages/music/src/c.ts', "import './d.ts';", 'no-cycles'],
  // The other half of the cycle, which is reported once.
  ['packages/music/src/d.ts', "import './c.ts';", undefined],
  ['packages/music/src/queue-utils.ts', "import './index.ts';", 'ordering-names-from'],
  ['packages/music/src/helpers/alone.ts', 'export {};', 'ordering-names-alone'],
  ['packages/unheard-of/src/a.ts', "import 'node:fs';", 'every-package-has-a-direction'],
  ['packages/music/src/f.ts', "import 'fast-check';", 'shipped-code-needs-no-dev-dependency'],
  ['packages/music/src/f.test.ts', "import 'fast-check';", undefined],
  ['packages/music/src/g.ts', "import 'immutable';", 'declared'],
  ['packages/music/src/e.ts', "import './nowhere.ts';", 'resolvable'],
];

let tree: string;
let broken: Map<string, string[]>;

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'anankor-imports-'));
  const dependencies = Object.fromEntries(libraries.map((name) => [name, '1.0.0']));
  await plant(
    'package.json',
    JSON.stringify({ name: 'tree', dependencies, devDependencies: { 'fast-check': '1.0.0' } }),
  );
  for (const name of [...libraries, 'fast-check', 'immutable'])
    await plantPackage(`node_modules/${name}`, name, 'index.js');
  for (const name of ['core', 'schemas', 'config', 'discord', 'music', 'storage', 'ipc'])
    await plantOurs('packages', name);
  for (const name of ['local-stack', 'audio-node', 'discord-simulator']) await plantOurs('packages', name);
  for (const name of ['master', 'worker', 'playground']) await plantOurs('apps', name);
  for (const [file, source] of planted) await plant(file, source);
  broken = await cruise();
}, 60_000);

afterAll(() => rm(tree, { recursive: true, force: true }));

test.each(planted)('%s: %s', (file, _, rule) => {
  const found = broken.get(file) ?? [];
  if (rule === undefined) expect(found).toEqual([]);
  else expect(found).toContain(rule);
});

async function plant(file: string, source: string): Promise<void> {
  const path = join(tree, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, source);
}

async function plantPackage(folder: string, name: string, entry: string): Promise<void> {
  const dependencies = Object.fromEntries(libraries.map((library) => [library, '1.0.0']));
  await plant(
    `${folder}/package.json`,
    JSON.stringify({ name, version: '1.0.0', exports: { '.': `./${entry}` }, dependencies }),
  );
  await plant(`${folder}/${entry}`, 'export const here = true;');
}

/** A package of ours, found by its name as pnpm lets it be found. */
async function plantOurs(group: string, name: string): Promise<void> {
  await plantPackage(`${group}/${name}`, `@anankor/${name}`, 'src/index.ts');
  const link = join(tree, 'node_modules/@anankor', name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(join(tree, group, name), link);
}

/** What dependency-cruiser says with the project's rules: the names of the broken rules by file. */
async function cruise(): Promise<Map<string, string[]>> {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'apps',
    'packages',
  ];
  const json = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { cwd: tree, maxBuffer: 32 * 1024 * 1024 },
      (error, out, err) => (out ? resolve(out) : reject(error ?? new Error(err))),
    );
  });
  const { summary } = JSON.parse(json) as { summary: { violations: Violation[] } };
  const rules = new Map<string, string[]>();
  for (const { from, rule } of summary.violations) rules.set(from, [...(rules.get(from) ?? []), rule.name]);
  return rules;
}
