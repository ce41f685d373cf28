import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';

/** Where a value stops being fine: `warn` is looked at, `bad` is acted on. */
export interface Limits {
  /** `above`: large values are bad; `below`: small ones are. */
  bad: number;
  warn?: number;
  when: 'above' | 'below';
}

const colours = { good: 'green', warn: 'orange', bad: 'red' } as const;

/** Green alone where no limit is given: a value that is neither good nor bad. */
export function thresholds(limits?: Limits): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(limits));
}

function steps(limits?: Limits): Threshold[] {
  if (!limits) return [{ value: null, color: colours.good }];
  const { bad, warn, when } = limits;
  if (when === 'above') {
    return [
      { value: null, color: colours.good },
      ...(warn === undefined ? [] : [{ value: warn, color: colours.warn }]),
      { value: bad, color: colours.bad },
    ];
  }
  // Below `bad` is red, from there up to `warn` orange, from `warn` on green.
  return [
    { value: null, color: colours.bad },
    ...(warn === undefined ? [] : [{ value: bad, color: colours.warn }]),
    { value: warn ?? bad, color: colours.good },
  ];
}
