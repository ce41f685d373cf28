import { AnankorError } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { ClaimLoop } from './claim-loop.ts';
import type { Claim, Ownership } from './claim-loop.ts';

interface Held extends Claim {
  lose(): void;
}

function claim(log: string[]): Held {
  const lost = new AbortController();
  return {
    workerId: 'w',
    lost: lost.signal,
    lose: () => {
      lost.abort();
    },
    release: async () => void log.push('release'),
  };
}

function setUp(over: Partial<Ownership> = {}): {
  loop: ClaimLoop<Held>;
  log: string[];
  give(): Promise<Held>;
  until(entry: string): Promise<void>;
} {
  const log: string[] = [];
  let waiting: ((claim: Held) => void) | undefined;
  const loop = new ClaimLoop<Held>({
    acquire: (signal) =>
      new Promise((resolve, reject) => {
        waiting = resolve;
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
    own: () => ({
      start: async () => void log.push('start'),
      handOver: async () => void log.push('hand over'),
      abandon: async () => void log.push('abandon'),
      failed: new Promise(() => undefined),
      ...over,
    }),
    onRole: (role) => log.push(role),
    onLost: (_claim, error) => log.push(error.code),
    onUnowned: async (_claim, error) => void log.push(error.code),
    onReleased: (_claim, why) => void log.push(why),
  });
  const until = async (entry: string): Promise<void> => {
    while (!log.includes(entry)) await new Promise(setImmediate);
  };
  const give = async (): Promise<Held> => {
    while (!waiting) await new Promise(setImmediate);
    const held = claim(log);
    waiting(held);
    waiting = undefined;
    return held;
  };
  return { loop, log, give, until };
}

describe('ClaimLoop', () => {
  it('owns, hands over when asked to stop, and releases last', async () => {
    const { loop, log, give, until } = setUp();
    await loop.start();
    await give();
    await until('owner');
    await loop.stop();
    expect(log).toEqual(['standby', 'start', 'owner', 'hand over', 'stopped', 'release']);
  });

  it('hands over when drained and is a standby again', async () => {
    const { loop, log, give, until } = setUp();
    await loop.start();
    expect(loop.drain()).toBe(false);
    await give();
    await until('owner');
    expect(loop.drain()).toBe(true);
    await until('release');
    await give();
    await loop.stop();
    expect(log.slice(0, 7)).toEqual([
      'standby',
      'start',
      'owner',
      'hand over',
      'drained',
      'release',
      'standby',
    ]);
  });

  it.each(['replaced', 'removed'] as const)('says that its token was %s before the release', async (why) => {
    const { loop, log, give, until } = setUp();
    await loop.start();
    await give();
    await until('owner');
    expect(loop.drain(why)).toBe(true);
    await until('release');
    await loop.stop();
    expect(log.slice(2, 6)).toEqual(['owner', 'hand over', why, 'release']);
  });

  it('abandons a lost claim without writing and is a standby again', async () => {
    const { loop, log, give, until } = setUp();
    await loop.start();
    const held = await give();
    await until('owner');
    held.lose();
    await until('CLAIM_LOST');
    await give();
    await loop.stop();
    expect(log.slice(0, 7)).toEqual([
      'standby',
      'start',
      'owner',
      'abandon',
      'CLAIM_LOST',
      'release',
      'standby',
    ]);
  });

  it.each(['TOKEN_REFUSED', 'DISCORD_UNAVAILABLE'] as const)(
    'goes on as a standby after %s',
    async (code) => {
      const { loop, log, give } = setUp({ start: () => Promise.reject(new AnankorError(code, 'no')) });
      await loop.start();
      await give();
      await give();
      await loop.stop();
      expect(log.slice(0, 6)).toEqual(['standby', 'abandon', code, 'release', 'standby', 'abandon']);
    },
  );

  it('ends with any other failure', async () => {
    const failure = new AnankorError('ENV_INVALID', 'no');
    const { loop, log, give } = setUp({ start: () => Promise.reject(failure) });
    await loop.start();
    await give();
    await expect(loop.ended).rejects.toBe(failure);
    expect(log).toEqual(['standby', 'abandon', 'release']);
  });
});
