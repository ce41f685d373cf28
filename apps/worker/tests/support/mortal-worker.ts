import { loadEnv } from '@anankor/config';
import { main } from '@anankor/service';
import { workerEnv } from '../../src/env.ts';
import { createWorker } from '../../src/services/create-worker.ts';
import type { OnStep } from '../../src/services/steps.ts';

let passed = 0;

/** Ends the process at one step of one command (the nth time it is reached), as a kill from outside would. */
const onStep: OnStep = async (step, command) => {
  if (`${command} ${step}` !== process.env['DIE_AT']) return;
  passed += 1;
  if (passed < Number(process.env['DIE_AT_NTH'] ?? 1)) return;
  process.kill(process.pid, 'SIGKILL');
  // Nothing more happens before the signal arrives.
  await new Promise(() => undefined);
};
await main(async () => createWorker(await loadEnv(workerEnv, process.env), { onStep }), process);
