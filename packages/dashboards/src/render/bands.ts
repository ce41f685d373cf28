import type { FieldModel } from '../panel-model.ts';
import type { Range } from '../prometheus/api.ts';
import type { Size } from './chart.ts';
import { escaped, thresholdColour } from './colours.ts';
import type { Line } from './line.ts';
import { linear } from './scale.ts';

const LEFT = 190;
const BOTTOM = 18;

/** A band for every series, coloured by its value. */
export function bands(lines: readonly Line[], field: FieldModel, range: Range, size: Size): string {
  const x = linear([range.start, range.end], [LEFT, size.width - 8]);
  const height = (size.height - BOTTOM) / Math.max(lines.length, 1);
  const rows = lines.map(({ name, values }, row) => {
    const cells = values.flatMap((value, index) => {
      if (!Number.isFinite(value)) return [];
      const from = x(range.start + index * range.step);
      const width = x(range.start + (index + 1) * range.step) - from + 0.5;
      return [
        `<rect x="${from.toFixed(1)}" y="${(row * height + height * 0.1).toFixed(1)}" width="${width.toFixed(1)}" ` +
          `height="${(height * 0.8).toFixed(1)}" fill="${thresholdColour(value, field)}" fill-opacity="0.8"/>`,
      ];
    });
    const label = `<text x="${LEFT - 8}" y="${(row + 0.5) * height + 4}" text-anchor="end">${escaped(name)}</text>`;
    return label + cells.join('');
  });
  const clock = (time: number): string => new Date(time * 1000).toISOString().slice(11, 19);
  const times = [0.1, 0.5, 0.9].map((share) => range.start + (range.end - range.start) * share);
  const axis = times.map(
    (time) => `<text x="${x(time)}" y="${size.height - 4}" text-anchor="middle">${clock(time)}</text>`,
  );
  return `<svg width="${size.width}" height="${size.height}">${rows.join('')}${axis.join('')}</svg>`;
}
