import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';

/** Outcomes and states mean the same in every panel, so they have the same colour in all; other lines get one by their order. */
const meanings = {
  green: ['accepted', 'done', 'finished', 'ok', 'playing', 'resumed', 'same', 'taken', 'track'],
  blue: ['changed', 'duplicate', 'identified', 'missing', 'paused', 'playlist', 'released', 'skipped'],
  purple: ['drained', 'expired', 'idle', 'search', 'unreachable'],
  orange: ['denied', 'parked', 'refused', 'stuck', 'unavailable'],
  yellow: ['empty', 'limited', 'nulled', 'restricted', 'unanswered'],
  red: ['dead', 'failed', 'lost'],
} as const;

interface Coloured {
  overrideByRegexp(regexp: string, properties: DynamicConfigValue[]): unknown;
}

/** Colours the lines whose whole name is an outcome or a state. */
export function colourByMeaning(panel: Coloured): void {
  for (const [fixedColor, names] of Object.entries(meanings))
    panel.overrideByRegexp(`/^(${names.join('|')})$/`, [
      { id: 'color', value: { mode: 'fixed', fixedColor } },
    ]);
}
