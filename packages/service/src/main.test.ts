import { EventEmitter } from 'node:events';
import { AnankorError } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { main } from './main.ts';

class Host extends EventEmitter {
  readonly codes: number[] = [];
  readonly written: string[] = [];
  readonly stderr = { write: (text: string) => void this.written.push(text) };
  exit(code: number): void {
    this.codes.push(code);
  }
}

describe('main', () => {
  it('says in one message why the service can’t be created', async () => {
    const host = new Host();
    await main(() => Promise.reject(new AnankorError('ENV_INVALID', 'REDIS_URL is missing')), host);
    expect(host.written).toEqual(['REDIS_URL is missing\n']);
    expect(host.codes).toEqual([1]);
  });

  it('runs what it created until it ends by itself', async () => {
    const host = new Host();
    const fatal: string[] = [];
    await main(
      async () => ({
        name: 'test',
        start: async () => undefined,
        stop: async () => undefined,
        stopTimeoutMs: 1_000,
        ended: Promise.reject(new AnankorError('TOKEN_REFUSED', 'no')),
        onFatal: (error) => void fatal.push(error.code),
      }),
      host,
    );
    expect(fatal).toEqual(['TOKEN_REFUSED']);
    expect(host.codes).toEqual([1]);
  });
});
