import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where scripts/dev.sh puts its tools: ANANKOR_TOOLS, else `.tools` at the root of the repository. */
export function toolFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['ANANKOR_TOOLS']) return env['ANANKOR_TOOLS'];
  return join(repositoryRoot(), '.tools');
}

/** The folder with pnpm-workspace.yaml above this file. */
export function repositoryRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No pnpm-workspace.yaml above ${import.meta.dirname}`);
  }
}
