import { loadEnv } from '@anankor/config';
import { runUntilSignal } from '@anankor/service';
import { masterEnv } from '../../src/env.ts';
import { createMaster } from '../../src/services/create-master.ts';

const config = await loadEnv(masterEnv, process.env);
const master = createMaster(config, {
  onStep: async (step) => {
    if (step !== process.env['DIE_AT']) return;
    process.kill(process.pid, 'SIGKILL');
    // Nothing more happens before the signal arrives.
    await new Promise(() => undefined);
  },
});
await runUntilSignal(master, process, {
  stopTimeoutMs: config.STOP_TIMEOUT,
  ended: master.ended,
  onFatal: (error) => master.logger.fatal({ err: error }, error.message),
});
