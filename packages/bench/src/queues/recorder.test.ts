import { describe, expect, it } from 'vitest';
import { Recorder } from './recorder.ts';
import { guildOf, jobOf, numberOf } from './workload.ts';

describe('Recorder', () => {
  it('sees effects out of order and handlers side by side', async () => {
    const recorder = new Recorder({ from: 100, jobs: 4, guilds: 1 });
    for (const n of [100, 101]) recorder.begin(n);
    for (const n of [101, 100]) recorder.end(n);
    for (const n of [102, 103]) {
      recorder.begin(n);
      recorder.end(n);
    }
    await recorder.done;
    expect(recorder.observed).toMatchObject({ jobs: 4, outOfOrder: 1, overlapped: 1 });
    expect(recorder.observed.beganAt.every((at) => at > 0)).toBe(true);
  });
});

describe('the workload', () => {
  it('finds a job by its id, and spreads jobs over all guilds', () => {
    expect(numberOf(jobOf(12_345, 200, 0).jobId)).toBe(12_345);
    expect(new Set(Array.from({ length: 4_000 }, (_, n) => guildOf(n, 200))).size).toBe(200);
  });
});
