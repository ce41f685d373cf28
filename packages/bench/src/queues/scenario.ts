import type { RunResult, SystemName } from './system.ts';

export const GUILDS = 200;
export const RATES = [100, 1000, 5000] as const;
export const scenarios = [
  'endToEnd',
  'drain',
  'handler5Ms',
  ...RATES.map((rate) => `at${rate}` as const),
] as const;
export type Scenario = (typeof scenarios)[number];

/** Results by system and scenario, one a round. */
export type Samples = Record<SystemName, Record<Scenario, RunResult[]>>;
