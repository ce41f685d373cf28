import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { documentText, partsOf, sectionText } from './report/document.ts';
import type { Run } from './report/document.ts';
import type { Section } from './report/section.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = `${root}docs/benchmarks.md`;

/** Writes these sections into the page; the others stay as they are. */
export async function writeDocument(
  sections: readonly Section[],
  order: readonly string[],
  run: Omit<Run, 'date'>,
): Promise<void> {
  const parts = partsOf(await readFile(page, 'utf8').catch(() => ''));
  const dated = { ...run, date: new Date().toISOString().slice(0, 10) };
  for (const section of sections) parts.set(section.name, sectionText(section, dated));
  await writeFile(page, documentText(parts, order, versions()));
  execFileSync(process.execPath, [`${root}node_modules/prettier/bin/prettier.cjs`, '--write', page]);
}

const libraries = ['ioredis', 'bullmq', 'groupmq', 'discord.js', 'lavalink-client'];

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const redis = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  const of = (name: string): string => {
    const files = (require.resolve.paths(name) ?? []).map((path) => `${path}/${name}/package.json`);
    const file = files.find((path) => existsSync(path));
    return file === undefined ? '?' : (require(file) as { version: string }).version;
  };
  return {
    Node: process.versions.node,
    Redis: /v=(\S+)/.exec(redis)?.[1] ?? '?',
    ...Object.fromEntries(libraries.map((name) => [name, of(name)])),
  };
}
