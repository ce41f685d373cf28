import { EventEmitter } from 'node:events';
import { AnankorError } from '@anankor/core';
import type { Service } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { runUntilSignal } from './run.ts';

class Host extends EventEmitter {
  readonly codes: number[] = [];
  exit(code: number): void {
    this.codes.push(code);
  }
}

const service = (over: Partial<Service> = {}): Service => ({
  name: 'test',
  start: async () => undefined,
  stop: async () => undefined,
  ...over,
});

describe('runUntilSignal', () => {
  it('stops the service on SIGTERM and leaves with 0', async () => {
    const host = new Host();
    let stopped = 0;
    const running = runUntilSignal(service({ stop: async () => void stopped++ }), host, {
      stopTimeoutMs: 10_000,
      onFatal: () => undefined,
    });
    await new Promise(setImmediate);
    host.emit('SIGTERM');
    await running;
    expect(stopped).toBe(1);
    expect(host.codes).toEqual([0]);
  });

  it('reports a failed start or a fatal end and leaves with 1', async () => {
    const fatal: string[] = [];
    const failing = service({ start: () => Promise.reject(new AnankorError('TOKEN_REFUSED', 'no')) });
    for (const [candidate, ended] of [
      [failing, undefined],
      [service(), Promise.reject(new AnankorError('CLAIM_LOST', 'gone'))],
    ] as const) {
      const host = new Host();
      await runUntilSignal(candidate, host, {
        stopTimeoutMs: 10_000,
        ...(ended ? { ended } : {}),
        onFatal: (error) => fatal.push(error.code),
      });
      expect(host.codes).toEqual([1]);
    }
    expect(fatal).toEqual(['TOKEN_REFUSED', 'CLAIM_LOST']);
  });

  it('leaves at once on the second signal and when stopping takes too long', async () => {
    const host = new Host();
    let finish: (() => void) | undefined;
    const running = runUntilSignal(
      service({ stop: () => new Promise((resolve) => (finish = resolve)) }),
      host,
      {
        stopTimeoutMs: 20,
        onFatal: () => undefined,
      },
    );
    await new Promise(setImmediate);
    host.emit('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    host.emit('SIGINT');
    expect(host.codes).toEqual([1, 1]);
    finish?.();
    await running;
  });
});
