import { loadEnv } from '@anankor/config';
import { main } from '@anankor/service';
import { workerEnv } from './env.ts';
import { createWorker } from './services/create-worker.ts';

await main(
  async () => createWorker(await loadEnv(workerEnv, process.env, { dotenvPath: '../../.env' })),
  process,
);
