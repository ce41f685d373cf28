import type { FieldModel } from '../panel-model.ts';
import type { Range } from '../prometheus/api.ts';
import type { Size } from './chart.ts';
import { escaped, thresholdColour } from './colours.ts';
import { lastOf, maxOf } from './line.ts';
import type { Line } from './line.ts';
import { linear } from './scale.ts';
import { format } from './units.ts';

/** The last value, large, on the colour of its threshold, with its course below. */
export function stat(lines: readonly Line[], field: FieldModel, range: Range, size: Size): string {
  const values = lines[0]?.values ?? [];
  const last = lastOf(values);
  const known = Number.isFinite(last);
  const text = known ? format(last, field.unit, field.decimals) : (field.noValue ?? 'No data');
  const colour = known ? thresholdColour(last, field) : '#3a3d44';
  const fit = Math.min(size.height * 0.45, (size.width / Math.max(text.length, 4)) * 1.5);
  return (
    `<svg width="${size.width}" height="${size.height}"><rect width="100%" height="100%" fill="${colour}" rx="3"/>` +
    `${course(values, range, size)}<text x="50%" y="50%" text-anchor="middle" dominant-baseline="central" ` +
    `style="font-size:${fit.toFixed(0)}px;font-weight:600;fill:#fff">${escaped(text)}</text></svg>`
  );
}

function course(values: readonly number[], { start, end, step }: Range, { width, height }: Size): string {
  const x = linear([start, end], [0, width]);
  const y = linear([0, maxOf(values) || 1], [height, height * 0.62]);
  const points = values.flatMap((value, index) =>
    Number.isFinite(value) ? [`${x(start + index * step).toFixed(1)},${y(value).toFixed(1)}`] : [],
  );
  if (points.length < 2) return '';
  const [first = '', last = ''] = [points[0], points.at(-1)];
  const floor = (point: string): string => `${point.split(',')[0]},${height}`;
  return `<path d="M${floor(first)}L${points.join('L')}L${floor(last)}Z" fill="#fff" fill-opacity="0.18"/>`;
}
