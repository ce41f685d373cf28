import { describe, expect, it } from 'vitest';
import { Lane } from './lane.ts';

describe('Lane', () => {
  it('processes inputs in order, one at a time, and says when it is idle', async () => {
    const seen: number[] = [];
    let busy = false;
    const idle = Promise.withResolvers<undefined>();
    const lane = new Lane<number>(
      async (input) => {
        expect(busy).toBe(false);
        busy = true;
        await new Promise(setImmediate);
        seen.push(input);
        busy = false;
        if (input === 2) lane.push(4);
      },
      () => {
        idle.resolve(undefined);
      },
    );
    for (const input of [1, 2, 3]) lane.push(input);
    expect(lane.idle).toBe(false);
    await idle.promise;
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(lane.idle).toBe(true);
  });
});
