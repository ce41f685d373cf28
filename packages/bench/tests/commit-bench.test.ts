import { expect, it } from 'vitest';
import { commitBench } from '../src/sessions/commit-bench.ts';

it('takes a commit apart: each kind sends less than the one before, in as many commands or fewer', async () => {
  const said: string[] = [];
  const options = { only: [], rounds: 1, seconds: 0.02, write: false };
  const { tables } = await commitBench(options, (what) => said.push(what));
  const [cost] = tables;
  const column = (at: number): number[] => (cost?.rows ?? []).map((row) => Number(row[at]?.replace(',', '')));
  const [whole, short, least] = column(1) as [number, number, number];
  expect(whole).toBeGreaterThan(short);
  expect(short).toBeGreaterThan(least);
  const [all, same, few] = column(2) as [number, number, number];
  expect(Math.round(all)).toBe(Math.round(same));
  expect(few).toBeLessThan(all);
  // A warm-up and a round, of three kinds each.
  expect(said).toHaveLength(6);
});
