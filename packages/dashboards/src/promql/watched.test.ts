import { describe, expect, it } from 'vitest';
import { watched } from './watched.ts';

describe('what an alert looks at', () => {
  it.each([
    ['up == 0', 'up'],
    ['absent(up{job="master"} == 1)', '(up{job="master"})'],
    [
      'max by (a) (x) > 0 and on (a) sum by (a) (increase(y[5m])) == 0',
      'max by (a) (x) and on (a) sum by (a) (increase(y[5m]))',
    ],
    ['sum(rate(a[5m])) / (sum(rate(b[5m])) > 0) > 0.2', 'sum(rate(a[5m])) / (sum(rate(b[5m])))'],
  ])('%s', (alert, expected) => {
    expect(watched(alert)).toBe(expected);
  });

  it('says where something is no PromQL', () => {
    expect(() => watched('sum(rate(a[5m])')).toThrow(/Not PromQL/);
  });
});
