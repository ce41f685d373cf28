import { figure, spreadOf, spreadText } from './spread.ts';
import type { Spread } from './spread.ts';

export interface Table {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface Target {
  what: string;
  bound: 'at least' | 'at most';
  limit: number;
  unit: string;
  measured: Spread;
}

/** What one bench found out. */
export interface Section {
  name: string;
  title: string;
  /** How it was measured, in Markdown. */
  method: string;
  tables: readonly Table[];
  targets: readonly Target[];
}

/** `values`: one a round. */
export function target(
  what: string,
  bound: Target['bound'],
  limit: number,
  unit: string,
  values: readonly number[],
): Target {
  return { what, bound, limit, unit, measured: spreadOf(values) };
}

export function isMet({ bound, limit, measured }: Target): boolean {
  return bound === 'at least' ? measured.median >= limit : measured.median <= limit;
}

export function targetRow(one: Target): string[] {
  const unit = one.unit === '' ? '' : ` ${one.unit}`;
  return [
    one.what,
    `${one.bound === 'at least' ? '≥' : '≤'} ${figure(one.limit)}${unit}`,
    `${spreadText(one.measured)}${unit}`,
    isMet(one) ? 'yes' : 'no',
  ];
}
