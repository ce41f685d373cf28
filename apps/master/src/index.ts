import { loadEnv, secretSources } from '@anankor/config';
import { main } from '@anankor/service';
import { masterEnv } from './env.ts';
import { createMaster } from './services/create-master.ts';

const options = { dotenvPath: '../../.env', secrets: secretSources() };
const load = (signal?: AbortSignal) =>
  loadEnv(masterEnv, process.env, { ...options, ...(signal ? { signal } : {}) });
// A terminal that closes sends SIGHUP as well; then the process is to end.
const hangUp = process.stdin.isTTY ? {} : { host: process };
await main(async () => createMaster(await load(), { reload: load, ...hangUp }), process);
