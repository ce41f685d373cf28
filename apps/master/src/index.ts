import { loadEnv } from '@anankor/config';
import { main } from '@anankor/service';
import { masterEnv } from './env.ts';
import { createMaster } from './services/create-master.ts';

await main(
  async () => createMaster(await loadEnv(masterEnv, process.env, { dotenvPath: '../../.env' })),
  process,
);
