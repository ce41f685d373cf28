import { systemClock } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { Reconciler } from './reconciler.ts';

function make(
  pass: () => Promise<void>,
  signal = new AbortController().signal,
): { reconciler: Reconciler; errors: string[] } {
  const errors: string[] = [];
  const clock = { ...systemClock, sleep: async () => undefined };
  return {
    reconciler: new Reconciler({ pass, clock, signal, onError: (error) => errors.push(error.code) }),
    errors,
  };
}

describe('Reconciler', () => {
  it('runs one pass at a time and folds the pokes of a pass into one more', async () => {
    let running = 0;
    let passes = 0;
    const { reconciler } = make(async () => {
      expect(++running).toBe(1);
      passes += 1;
      await new Promise(setImmediate);
      running -= 1;
    });
    await Promise.all(Array.from({ length: 10 }, () => reconciler.poke()));
    expect(passes).toBe(2);
  });

  it('tries a failed pass again until it succeeds', async () => {
    let tries = 0;
    const { reconciler, errors } = make(async () => {
      if (++tries < 3) throw new Error('down');
    });
    await reconciler.poke();
    expect(tries).toBe(3);
    expect(errors).toEqual(['UNKNOWN', 'UNKNOWN']);
  });

  it('tries at once what failed when it is poked: what it failed for may be over', async () => {
    let down = true;
    const clock = { ...systemClock, sleep: (_ms: number, signal?: AbortSignal) => aborted(signal) };
    const { signal } = new AbortController();
    const reconciler = new Reconciler({
      pass: async () => {
        if (down) throw new Error('down');
      },
      clock,
      signal,
      onError: () => undefined,
    });
    const first = reconciler.poke();
    await new Promise(setImmediate);
    down = false;
    await Promise.all([first, reconciler.poke()]);
    expect(reconciler.idle).toBe(true);
  });

  it('does nothing once its owner is gone', async () => {
    const owner = new AbortController();
    owner.abort();
    let passes = 0;
    const { reconciler } = make(async () => void passes++, owner.signal);
    void reconciler.poke();
    await new Promise(setImmediate);
    expect(passes).toBe(0);
  });

  it('slows passes down that find something to do each time, until one finds nothing or a command comes', async () => {
    let now = 0;
    let slept = 0;
    let braked = 0;
    let busy = true;
    const clock = {
      ...systemClock,
      monotonic: () => now,
      sleep: async (ms: number) => {
        slept += 1;
        now += ms;
      },
    };
    const reconciler: Reconciler = new Reconciler({
      pass: async () => busy,
      clock,
      signal: new AbortController().signal,
      onError: () => undefined,
      onBrake: () => (braked += 1),
    });
    for (let pass = 0; pass < 9; pass += 1) await reconciler.poke();
    expect({ slept, braked }).toEqual({ slept: 0, braked: 0 });
    for (let pass = 0; pass < 11; pass += 1) await reconciler.poke();
    expect({ slept, braked }).toEqual({ slept: 11, braked: 1 });
    expect(now).toBeGreaterThan(20_000);
    await reconciler.poke('command');
    expect(slept).toBe(11);
    busy = false;
    await reconciler.poke();
    busy = true;
    for (let pass = 0; pass < 9; pass += 1) await reconciler.poke();
    expect({ slept, braked }).toEqual({ slept: 11, braked: 1 });
  });
});

/** A sleep that only its signal ends. */
function aborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) =>
    signal?.addEventListener('abort', () => reject(new Error('woken'))),
  );
}
