import { parseEnv } from '@anankor/config';
import { systemClock } from '@anankor/core';
import type { Platform } from '@anankor/local-stack';
import type { Runnable } from '@anankor/service';
import { workerEnv } from '../../src/env.ts';
import { createWorker } from '../../src/services/create-worker.ts';
import type { WorkerOverrides } from '../../src/services/create-worker.ts';

/** A worker in the test's own process; resolves once it owns a bot. */
export async function workerHere(
  platform: Platform,
  extra: Record<string, string> = {},
  overrides: WorkerOverrides = {},
): Promise<Runnable & { workerId: string }> {
  const env: Record<string, string> = {
    ...(await platform.workerEnvironment()),
    LOG_LEVEL: 'silent',
    ...extra,
  };
  const worker = createWorker(parseEnv(workerEnv, env), { clock: systemClock, ...overrides });
  await worker.start(new AbortController().signal);
  const url = `http://127.0.0.1:${env['WORKER_HTTP_PORT']}/ready`;
  for (const deadline = performance.now() + 15_000; ;) {
    const { role } = (await (await fetch(url)).json()) as { role: string };
    if (role.startsWith('worker ')) return Object.assign(worker, { workerId: role.slice('worker '.length) });
    if (performance.now() > deadline) throw new Error(`a worker is ${role} after 15 s`);
    await systemClock.sleep(50);
  }
}
