import { describe, expect, it } from 'vitest';
import { figure, quantile, ratios, spreadOf, spreadText } from './spread.ts';

describe('spreadOf', () => {
  it('is the median between the extremes', () => {
    expect(spreadOf([3, 1, 2, 10])).toEqual({ median: 2.5, min: 1, max: 10 });
    expect(spreadOf([])).toEqual({ median: NaN, min: NaN, max: NaN });
  });
});

describe('quantile', () => {
  it('lies between neighbours', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([1, 2, 3], 1)).toBe(3);
  });
});

describe('ratios', () => {
  it('are of the same round', () => {
    expect(ratios([4, 9], [2, 3])).toEqual([2, 3]);
  });
});

describe('figure', () => {
  it('has three significant digits', () => {
    expect([0, 0.1234, 1.234, 12.34, 123.4, 12_345, NaN].map(figure)).toEqual([
      '0',
      '0.123',
      '1.23',
      '12.3',
      '123',
      '12,345',
      '–',
    ]);
  });

  it('stands alone where all rounds agree', () => {
    expect(spreadText({ median: 2, min: 1, max: 3 })).toBe('2.00 (1.00–3.00)');
    expect(spreadText({ median: 0, min: 0, max: 0 })).toBe('0');
  });
});
