import { classify } from '@anankor/core';
import type { AnankorError, Service } from '@anankor/core';
import { runUntilSignal } from './run.ts';
import type { ProcessSignals } from './run.ts';

/** A service that is a whole process. */
export interface Runnable extends Service {
  /** Milliseconds a graceful stop may take. */
  readonly stopTimeoutMs: number;
  /** Settles when the service ends by itself; a rejection is fatal. */
  readonly ended: Promise<void>;
  onFatal(error: AnankorError): void;
}

export interface MainProcess extends ProcessSignals {
  stderr: { write(text: string): unknown };
}

/** Creates a service and runs it until a signal. What keeps it from being created, a bad environment say, is one message. */
export async function main(create: () => Promise<Runnable>, host: MainProcess): Promise<void> {
  let service: Runnable;
  try {
    service = await create();
  } catch (error) {
    host.stderr.write(`${classify(error).message}\n`);
    host.exit(1);
    return;
  }
  const { stopTimeoutMs, ended } = service;
  await runUntilSignal(service, host, { stopTimeoutMs, ended, onFatal: (error) => service.onFatal(error) });
}
