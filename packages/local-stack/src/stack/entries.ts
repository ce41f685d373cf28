import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('../../../../', import.meta.url);
const entry = (path: string, from = root): string => fileURLToPath(new URL(path, from));

/** A master or worker of another checkout of this repository (a folder that holds `apps`), installed there. */
export function entryOf(app: 'master' | 'worker', checkout: string): string {
  return entry(`apps/${app}/src/index.ts`, pathToFileURL(`${checkout}/`));
}

/** The processes of the platform, by the file that is run. */
export const entries = {
  master: entry('apps/master/src/index.ts'),
  worker: entry('apps/worker/src/index.ts'),
  audioNode: entry('packages/audio-node/src/main.ts'),
  createTables: entry('packages/storage/src/create-tables-cli.ts'),
} as const;
