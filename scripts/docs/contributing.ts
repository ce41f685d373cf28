import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A code block of a page that names the file it belongs to: "```ts packages/…" is a whole file, "```diff packages/…" alters one. */
export interface FileBlock {
  kind: 'file' | 'change';
  path: string;
  text: string;
}

/** The blocks of a Markdown page that name a file, in their order. A block in a list item loses its indentation. */
export function fileBlocks(markdown: string): FileBlock[] {
  const block = /^( *)```(ts|diff) (\S+)\n([^]*?)\n\1```$/gm;
  return [...markdown.matchAll(block)].map(([, indent = '', language, path = '', body = '']) => ({
    kind: language === 'diff' ? 'change' : 'file',
    path,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/**
 * Writes the blocks into a checkout. A change is lines with "+", "-" or " " before them; those without "+" must stand in the
 * file together, once. Throws Error with the path where they don't.
 */
export async function applyBlocks(root: string, blocks: readonly FileBlock[]): Promise<void> {
  for (const { kind, path, text } of blocks) {
    const file = join(root, path);
    if (kind === 'file') {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${text}\n`);
    } else {
      await writeFile(file, changed(path, await readFile(file, 'utf8'), text));
    }
  }
}

function changed(path: string, before: string, change: string): string {
  const lines = change.split('\n');
  const side = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  const parts = before.split(side('+'));
  if (parts.length !== 2)
    throw new Error(`${path}: the lines around the change stand there ${parts.length - 1} times`);
  return parts.join(side('-'));
}
