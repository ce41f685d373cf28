import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chaos } from '../src/chaos/chaos.ts';
import { planFaults } from '../src/chaos/plan/schedule.ts';
import { planCommands } from '../src/chaos/plan/workload.ts';
import { defaultSettings } from '../src/chaos/settings.ts';

const settings = { ...defaultSettings, seed: 11, minutes: 0.4, channels: 4, bots: 2, standbys: 1 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anankor-chaos-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('loses, doubles and swaps nothing while everything is killed, frozen and cut', async () => {
  const lines: string[] = [];
  const { history, verdict } = await chaos(settings, (line) => void lines.push(line), folder);
  const happened = lines.slice(lines.indexOf('\nTimeline')).join('\n');
  expect(verdict.violations, happened).toEqual([]);
  expect(verdict.counts.done, happened).toBeGreaterThan(20);
  expect(verdict.counts.faults, happened).toBeGreaterThan(3);
  expect(lines.some((line) => line.startsWith('VERDICT'))).toBe(true);
  const kept = JSON.parse(await readFile(join(folder, '11.json'), 'utf8')) as { history: typeof history };
  expect(kept.history.commands).toHaveLength(history.commands.length);
}, 400_000);

it('makes the same plan of the same seed, and another one of another', () => {
  expect(planFaults(settings)).toEqual(planFaults(settings));
  expect(planCommands(settings)).toEqual(planCommands(settings));
  const other = { ...settings, seed: 12 };
  expect(planFaults(other)).not.toEqual(planFaults(settings));
  expect(planCommands(other)).not.toEqual(planCommands(settings));
  const kinds = new Set(planFaults({ ...settings, minutes: 60 }).map(({ kind }) => kind));
  expect(kinds.size).toBe(26);
  expect(planFaults({ ...settings, only: ['redis'] }).every(({ kind }) => kind.startsWith('redis'))).toBe(
    true,
  );
});
