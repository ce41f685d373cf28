import { loadEnv } from '@anankor/config';
import { runUntilSignal } from '@anankor/service';
import { masterEnv } from './env.ts';
import { createMaster } from './services/create-master.ts';

const config = await loadEnv(masterEnv, process.env, { dotenvPath: '.env' });
const master = createMaster(config);
await runUntilSignal(master, process, {
  stopTimeoutMs: config.STOP_TIMEOUT,
  ended: master.ended,
  onFatal: (error) => master.logger.fatal({ err: error }, error.message),
});
