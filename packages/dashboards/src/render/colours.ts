import type { FieldModel, OverrideModel } from '../panel-model.ts';

const named: Readonly<Record<string, string>> = {
  ...{ green: '#73BF69', orange: '#FF9830', red: '#F2495C' },
  ...{ blue: '#5794F2', purple: '#B877D9', yellow: '#FADE2A' },
};

export function hexOf(colour: string): string {
  return named[colour] ?? colour;
}

/** The colour of the highest threshold that the value reaches. */
export function thresholdColour(value: number, { thresholds }: FieldModel): string {
  const reached = thresholds?.steps.filter((step) => step.value === null || value >= step.value);
  return hexOf(reached?.at(-1)?.color ?? 'green');
}

/** The colour that an override fixes for a line of this name. */
export function fixedColour(name: string, overrides: readonly OverrideModel[]): string | undefined {
  for (const { matcher, properties } of overrides) {
    if (matcher.id !== 'byRegexp' || !new RegExp(String(matcher.options).slice(1, -1)).test(name)) continue;
    const colour = properties.find(({ id }) => id === 'color')?.value as { fixedColor?: string } | undefined;
    if (colour?.fixedColor !== undefined) return hexOf(colour.fixedColor);
  }
  return undefined;
}

/** Text as HTML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
