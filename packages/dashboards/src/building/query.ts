import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { prometheus } from './source.ts';

/** One line, or one group of lines, of a panel. */
export interface Query {
  /** PromQL; `$__rate_interval` and the dashboard's variables may be in it. */
  expr: string;
  /** Such as `{{outcome}}`. */
  legend: string;
}

/** As Grafana's query; `index` is its place in the panel. */
export function ranged({ expr, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .datasource(prometheus)
    .expr(expr)
    .legendFormat(legend)
    .range();
}

/** A number that is 0 where nothing was counted, so that a quiet system does not look like a broken panel. */
export function orZero(expr: string): string {
  return `${expr} or vector(0)`;
}

/** The same for a sum by one label: a single line named `none` while there is no other. */
export function orNone(expr: string, label: string): string {
  return `${expr} or on () label_replace(vector(0), "${label}", "none", "", "")`;
}

/** The usual three quantiles of a histogram over the rate interval. `where` are matchers, `by` further labels. */
export function quantiles(histogram: string, where = ''): Query[] {
  return [0.5, 0.95, 0.99].map((quantile) => ({
    expr: quantileOf(quantile, histogram, { where }),
    legend: `p${quantile * 100}`,
  }));
}

/**
 * How much a counter rose within a window, for events that are rare. `increase()` alone misses the first one of a label, since
 * the series begins with it.
 */
export function risen(counter: string, window: string): string {
  return `((${counter} unless ${counter} offset ${window}) or increase(${counter}[${window}]))`;
}

/** By further labels the quantiles of what was not observed are left out: they would fill the legend. */
export function quantileOf(
  quantile: number,
  histogram: string,
  { where = '', by = [] }: { where?: string; by?: readonly string[] } = {},
): string {
  const matchers = where === '' ? '' : `{${where}}`;
  const labels = ['le', ...by].join(', ');
  const rates = `rate(${histogram}_bucket${matchers}[$__rate_interval])`;
  const value = `histogram_quantile(${quantile}, sum by (${labels}) (${rates}))`;
  return by.length === 0 ? value : `${value} > 0`;
}

/** The mean of a histogram over the rate interval, in its unit; no value where nothing was observed. */
export function meanOf(histogram: string, where = ''): string {
  const matchers = where === '' ? '' : `{${where}}`;
  const rate = (suffix: string): string => `sum(rate(${histogram}_${suffix}${matchers}[$__rate_interval]))`;
  return `${rate('sum')} / (${rate('count')} > 0)`;
}
