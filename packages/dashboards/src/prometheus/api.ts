export interface Series {
  labels: Readonly<Record<string, string>>;
  /** Seconds since the Unix epoch, and the value; NaN where there is none. */
  points: readonly (readonly [number, number])[];
}

export interface Range {
  /** Seconds since the Unix epoch. */
  start: number;
  end: number;
  /** Seconds. */
  step: number;
}

interface Answer {
  status: 'success' | 'error';
  error?: string;
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
}

/** The course of an expression. Throws what Prometheus says about an expression that it refuses. */
export async function queryRange(url: string, expr: string, { start, end, step }: Range): Promise<Series[]> {
  const body = new URLSearchParams({
    query: expr,
    start: String(start),
    end: String(end),
    step: String(step),
  });
  const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body });
  const { status, error, data } = (await answer.json()) as Answer;
  if (status !== 'success') throw new Error(`${error ?? answer.statusText}: ${expr}`);
  return data.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([time, value]) => [time, Number(value)] as const),
  }));
}

/** Whether there is a value at all, somewhere. */
export function hasValue(series: readonly Series[]): boolean {
  return series.some(({ points }) => points.some(([, value]) => Number.isFinite(value)));
}
