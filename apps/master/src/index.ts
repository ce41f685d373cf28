import { hangUps, loadEnv, secretSources } from '@anankor/config';
import { main } from '@anankor/service';
import { masterEnv } from './env.ts';
import { createMaster } from './services/create-master.ts';

const options = { dotenvPath: '../../.env', secrets: secretSources() };
const load = (signal?: AbortSignal) =>
  loadEnv(masterEnv, process.env, { ...options, ...(signal ? { signal } : {}) });
await main(async () => createMaster(await load(), { reload: load, ...hangUps(process) }), process);
