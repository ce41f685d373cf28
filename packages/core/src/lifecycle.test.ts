import { describe, expect, it } from 'vitest';
import { sequence } from './lifecycle.ts';
import type { Service } from './lifecycle.ts';

function recorded(log: string[], name: string, failing: { start?: boolean; stop?: boolean } = {}): Service {
  const act = async (what: string, fails: boolean | undefined): Promise<void> => {
    log.push(`${what} ${name}`);
    if (fails) throw new Error(`${name} can't ${what}`);
  };
  return { name, start: () => act('start', failing.start), stop: () => act('stop', failing.stop) };
}
const signal = new AbortController().signal;

describe('sequence', () => {
  it('starts in order and stops in reverse, once', async () => {
    const log: string[] = [];
    const service = sequence('app', [recorded(log, 'a'), recorded(log, 'b')]);
    await service.start(signal);
    await service.stop();
    await service.stop();
    expect(log).toEqual(['start a', 'start b', 'stop b', 'stop a']);
  });

  it('stops what had started when one fails, and throws that failure', async () => {
    const log: string[] = [];
    const failing = recorded(log, 'b', { start: true });
    const service = sequence('app', [recorded(log, 'a', { stop: true }), failing, recorded(log, 'c')]);
    await expect(service.start(signal)).rejects.toThrow("b can't start");
    expect(log).toEqual(['start a', 'start b', 'stop a']);
  });

  it('starts nothing more once aborted', async () => {
    const log: string[] = [];
    const abort = new AbortController();
    const aborting = { ...recorded(log, 'a'), start: async () => abort.abort(new Error('enough')) };
    await expect(sequence('app', [aborting, recorded(log, 'b')]).start(abort.signal)).rejects.toThrow(
      'enough',
    );
    expect(log).toEqual(['stop a']);
  });

  it('stops all of them before it tells which failed', async () => {
    const log: string[] = [];
    const service = sequence('app', [
      recorded(log, 'a', { stop: true }),
      recorded(log, 'b'),
      recorded(log, 'c', { stop: true }),
    ]);
    await service.start(signal);
    const failure = await service.stop().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).errors).toHaveLength(2);
    expect(log.slice(3)).toEqual(['stop c', 'stop b', 'stop a']);
  });
});
