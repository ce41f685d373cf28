import { loadEnv, secretSources } from '@anankor/config';
import { main } from '@anankor/service';
import { workerEnv } from './env.ts';
import { createWorker } from './services/create-worker.ts';

const options = { dotenvPath: '../../.env', secrets: secretSources() };
const load = (signal?: AbortSignal) =>
  loadEnv(workerEnv, process.env, { ...options, ...(signal ? { signal } : {}) });
// A terminal that closes sends SIGHUP as well; then the process is to end.
const hangUp = process.stdin.isTTY ? {} : { host: process };
await main(async () => createWorker(await load(), { reload: load, ...hangUp }), process);
