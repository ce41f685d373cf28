import { fileURLToPath } from 'node:url';

const root = new URL('../../../../', import.meta.url);
const entry = (path: string): string => fileURLToPath(new URL(path, root));

/** The processes of the platform, by the file that is run. */
export const entries = {
  master: entry('apps/master/src/index.ts'),
  worker: entry('apps/worker/src/index.ts'),
  audioNode: entry('packages/audio-node/src/main.ts'),
  createTables: entry('packages/storage/src/create-tables-cli.ts'),
} as const;
