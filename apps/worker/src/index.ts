import { hangUps, loadEnv, secretSources } from '@anankor/config';
import { main } from '@anankor/service';
import { workerEnv } from './env.ts';
import { createWorker } from './services/create-worker.ts';

const options = { dotenvPath: '../../.env', secrets: secretSources() };
const load = (signal?: AbortSignal) =>
  loadEnv(workerEnv, process.env, { ...options, ...(signal ? { signal } : {}) });
await main(async () => createWorker(await load(), { reload: load, ...hangUps(process) }), process);
