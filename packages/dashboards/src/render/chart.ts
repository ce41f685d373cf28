import type { FieldModel } from '../panel-model.ts';
import type { Range } from '../prometheus/api.ts';
import { escaped, hexOf } from './colours.ts';
import { lastOf, maxOf } from './line.ts';
import type { Line } from './line.ts';
import { linear, ticks } from './scale.ts';
import { format } from './units.ts';

export interface Size {
  width: number;
  height: number;
}

const LEFT = 76;
const BOTTOM = 20;
const TOP = 8;

/** Lines or stacked areas with axes, thresholds and a legend. */
export function chart(lines: readonly Line[], field: FieldModel, range: Range, size: Size): string {
  const stacked = field.custom?.stacking?.mode === 'normal';
  const tops = stacked ? stack(lines) : lines.map(({ values }) => values);
  const highest = Math.max(...tops.map(maxOf).filter(Number.isFinite), field.min ?? 0, 0);
  // So that the axis has whole MiB.
  const scale = field.unit === 'bytes' ? 2 ** 20 : 1;
  const marks = ticks((field.min ?? 0) / scale, (highest || 1) / scale).map((mark) => mark * scale);
  const x = linear([range.start, range.end], [LEFT, size.width - 8]);
  const y = linear([marks[0] ?? 0, marks.at(-1) ?? 1], [size.height - BOTTOM, TOP]);
  const at = (index: number): number => x(range.start + index * range.step);
  const drawn = lines.map(({ colour }, index) => {
    const below = stacked && index > 0 ? tops[index - 1] : undefined;
    const top = tops[index] ?? [];
    return area(top, below, at, y, colour, stacked) + stroke(top, at, y, colour, stacked ? 1 : 2);
  });
  const parts = [axes(marks, range, x, y, field, size), ...drawn.reverse(), limits(field, y, marks, size)];
  return `<svg width="${size.width}" height="${size.height}">${parts.join('')}</svg>`;
}

export function legend(lines: readonly Line[], { unit, decimals }: FieldModel): string {
  const items = lines.map(({ name, colour, values }) => {
    const numbers = `last ${format(lastOf(values), unit, decimals)}, max ${format(maxOf(values), unit, decimals)}`;
    return `<span><i style="background:${colour}"></i>${escaped(name)} <small>${numbers}</small></span>`;
  });
  return `<div class="legend">${items.join('')}</div>`;
}

function stack(lines: readonly Line[]): number[][] {
  const sums: number[][] = [];
  for (const { values } of lines) {
    const below = sums.at(-1);
    sums.push(values.map((value, index) => (Number.isFinite(value) ? value : 0) + (below?.[index] ?? 0)));
  }
  return sums;
}

type Place = (value: number) => number;

function stroke(values: readonly number[], at: Place, y: Place, colour: string, width: number): string {
  const path = runs(values)
    .map((run) =>
      run
        .map(
          (index, place) =>
            `${place === 0 ? 'M' : 'L'}${at(index).toFixed(1)},${y(values[index] ?? 0).toFixed(1)}`,
        )
        .join(''),
    )
    .join('');
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
}

function area(
  values: readonly number[],
  below: readonly number[] | undefined,
  at: Place,
  y: Place,
  colour: string,
  stacked: boolean,
): string {
  const path = runs(values).map((run) => {
    const upper = run.map((index) => `${at(index).toFixed(1)},${y(values[index] ?? 0).toFixed(1)}`);
    const lower = run
      .toReversed()
      .map((index) => `${at(index).toFixed(1)},${y(below?.[index] ?? 0).toFixed(1)}`);
    return `M${[...upper, ...lower].join('L')}Z`;
  });
  return `<path d="${path.join('')}" fill="${colour}" fill-opacity="${stacked ? 0.6 : 0.08}"/>`;
}

/** Indexes of values in a row without a hole. */
function runs(values: readonly number[]): number[][] {
  const found: number[][] = [];
  const run: number[] = [];
  values.forEach((value, index) => {
    if (Number.isFinite(value)) run.push(index);
    else if (run.length > 0) found.push(run.splice(0));
  });
  return run.length > 0 ? [...found, run] : found;
}

function axes(
  marks: readonly number[],
  range: Range,
  x: Place,
  y: Place,
  field: FieldModel,
  size: Size,
): string {
  const horizontal = marks.map(
    (mark) =>
      `<line x1="${LEFT}" x2="${size.width - 8}" y1="${y(mark)}" y2="${y(mark)}" class="grid"/>` +
      `<text x="${LEFT - 6}" y="${y(mark) + 4}" text-anchor="end">${format(mark, field.unit)}</text>`,
  );
  const times = Array.from(
    { length: 4 },
    (_, index) => range.start + ((range.end - range.start) * (index + 0.5)) / 4,
  );
  const vertical = times.map((time) => {
    const clock = new Date(time * 1000).toISOString().slice(11, 19);
    return `<text x="${x(time)}" y="${size.height - 5}" text-anchor="middle">${clock}</text>`;
  });
  return [...horizontal, ...vertical].join('');
}

function limits({ thresholds, custom }: FieldModel, y: Place, marks: readonly number[], size: Size): string {
  if ((custom?.thresholdsStyle?.mode ?? 'off') === 'off') return '';
  const shown = (thresholds?.steps ?? []).filter(
    ({ value }) => value !== null && value <= (marks.at(-1) ?? 0),
  );
  return shown
    .map(({ value, color }) => {
      const height = y(value ?? 0);
      return `<line x1="${LEFT}" x2="${size.width - 8}" y1="${height}" y2="${height}" stroke="${hexOf(color)}" stroke-dasharray="6 4"/>`;
    })
    .join('');
}
