import { loadEnv } from '@anankor/config';
import { main } from '@anankor/service';
import { masterEnv } from '../../src/env.ts';
import { createMaster } from '../../src/services/create-master.ts';
import type { OnStep } from '../../src/workflows/steps.ts';

/** Ends the process at one step, as a kill from outside would. */
const onStep: OnStep = async (step) => {
  if (step !== process.env['DIE_AT']) return;
  process.kill(process.pid, 'SIGKILL');
  // Nothing more happens before the signal arrives.
  await new Promise(() => undefined);
};
await main(async () => createMaster(await loadEnv(masterEnv, process.env), { onStep }), process);
