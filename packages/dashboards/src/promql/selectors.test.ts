import { expect, it } from 'vitest';
import { groupedLabelsOf, selectorsOf } from './selectors.ts';

const expr = 'sum by (code, kind) (rate(a_total{kind!="user", code=~"A|B"}[5m])) / on (code) b:c';

it('names every metric with its matchers', () => {
  expect(selectorsOf(expr)).toEqual([
    {
      metric: 'a_total',
      matchers: [
        { label: 'kind', operator: '!=', value: 'user' },
        { label: 'code', operator: '=~', value: 'A|B' },
      ],
    },
    { metric: 'b:c', matchers: [] },
  ]);
});

it('names every label that is grouped or joined by', () => {
  expect(groupedLabelsOf(expr)).toEqual(['code', 'kind', 'code']);
});
