import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { benches } from './benches.ts';
import { documentText, sectionText } from './report/document.ts';
import type { Section } from './report/section.ts';

const root = new URL('../../../', import.meta.url);
const page = new URL('docs/benchmarks.md', root);
/** What the last run of each bench said, so that one bench may be run again by itself. */
const folder = new URL('packages/bench/results/', root);
const notes = new URL('packages/bench/notes.md', root);

/** Writes the page from these sections and the newest of those that were not run. */
export async function writeDocument(
  sections: readonly Section[],
  run: { rounds: number; load: readonly [number, number] },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const section of sections) {
    await writeFile(new URL(`${section.name}.md`, folder), sectionText(section));
  }
  const texts = await Promise.all(Object.keys(benches).map((name) => read(new URL(`${name}.md`, folder))));
  const setting = { ...run, date: new Date().toISOString().slice(0, 10), versions: versions() };
  await writeFile(
    page,
    documentText(
      texts.filter((text) => text !== ''),
      setting,
      await read(notes),
    ),
  );
}

const read = (file: URL): Promise<string> => readFile(file, 'utf8').catch(() => '');

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const redis = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  const of = (name: string): string => {
    const [entry] = require.resolve.paths(name)?.map((path) => `${path}/${name}/package.json`) ?? [];
    return (require(entry ?? fileURLToPath(root)) as { version: string }).version;
  };
  return {
    Node: process.versions.node,
    Redis: /v=(\S+)/.exec(redis)?.[1] ?? '?',
    ...Object.fromEntries(
      ['ioredis', 'bullmq', 'groupmq', 'discord.js', 'lavalink-client'].map((name) => [name, of(name)]),
    ),
  };
}
