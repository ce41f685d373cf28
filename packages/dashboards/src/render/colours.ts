import type { FieldModel } from '../panel-model.ts';

const named: Readonly<Record<string, string>> = { green: '#73BF69', orange: '#FF9830', red: '#F2495C' };

export function hexOf(colour: string): string {
  return named[colour] ?? colour;
}

/** The colour of the highest threshold that the value reaches. */
export function thresholdColour(value: number, { thresholds }: FieldModel): string {
  const reached = thresholds?.steps.filter((step) => step.value === null || value >= step.value);
  return hexOf(reached?.at(-1)?.color ?? 'green');
}

/** Text as HTML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
