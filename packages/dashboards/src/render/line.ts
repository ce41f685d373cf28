import type { OverrideModel } from '../panel-model.ts';
import type { Range, Series } from '../prometheus/api.ts';
import { fixedColour } from './colours.ts';

/** One series as it is drawn: a value for every step, NaN where there is none. */
export interface Line {
  name: string;
  colour: string;
  values: readonly number[];
}

/** Grafana's classic palette. */
const palette = [
  ...['#73BF69', '#F2CC0C', '#5794F2', '#FF9830', '#F2495C', '#B877D9', '#8AB8FF', '#96D98D'],
  ...['#FFB357', '#FF7383', '#CA95E5', '#C0D8FF', '#37872D', '#E0B400', '#1F60C4', '#FA6400'],
];

/** The series of all queries of a panel in the order of their names, as Grafana's legend has them. */
export function linesOf(
  answers: readonly { legend: string; series: readonly Series[] }[],
  range: Range,
  overrides: readonly OverrideModel[] = [],
): Line[] {
  const lines = answers.flatMap(({ legend, series }) =>
    series.map(({ labels, points }) => ({ name: nameOf(legend, labels), values: aligned(points, range) })),
  );
  return lines.map((line, index) => ({
    ...line,
    colour: fixedColour(line.name, overrides) ?? palette[index % palette.length] ?? '#73BF69',
  }));
}

function nameOf(legend: string, labels: Readonly<Record<string, string>>): string {
  return (
    legend.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim() || 'Value'
  );
}

function aligned(points: Series['points'], { start, end, step }: Range): number[] {
  const values = Array.from({ length: Math.floor((end - start) / step) + 1 }, () => Number.NaN);
  for (const [time, value] of points) values[Math.round((time - start) / step)] = value;
  return values;
}

export function lastOf(values: readonly number[]): number {
  return values.findLast((value) => Number.isFinite(value)) ?? Number.NaN;
}

export function maxOf(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? Number.NaN : Math.max(...finite);
}
