import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { after, ready, session } from '../../tests/fixtures.ts';
import * as music from './index.ts';
import type { SessionState } from './index.ts';

const queueOf = (count: number): SessionState =>
  after(session(), 0, (draft) =>
    music.enqueue(
      draft,
      Array.from({ length: count }, (_, n) => ready(`e${n}`)),
      'end',
    ),
  );

/** Median microseconds of a skip. */
function skipCost(state: SessionState): number {
  const times = Array.from({ length: 2_000 }, () => {
    const begin = performance.now();
    music.transition(state, 0, (draft) => music.skip(draft));
    return (performance.now() - begin) * 1_000;
  });
  return times.sort((one, other) => one - other)[1_000]!;
}

describe('a skip', () => {
  it('writes the same, and takes about as long, in a queue of 10,000 as in one of 10', () => {
    const small = queueOf(10);
    const large = queueOf(10_000);
    const write = (state: SessionState): number =>
      JSON.stringify(music.transition(state, 0, (draft) => music.skip(draft)).changes).length;
    expect(Math.abs(write(large) - write(small))).toBeLessThan(8);
    skipCost(small);
    const [cheap, dear] = [skipCost(small), skipCost(large)];
    // A copy of the queue would be a hundred times this.
    expect(dear).toBeLessThan(cheap * 10 + 50);
  });
});
