import { readTrace, searchTraces } from '../jaeger/api.ts';
import type { Trace, TraceSearch, TraceSpan } from '../jaeger/api.ts';
import { escaped } from './colours.ts';

export interface TraceSource {
  /** Base URL of a Jaeger. */
  jaeger: string;
  /** What the dashboard's variable `guild` is set to. */
  guild: string;
}

export interface DrawnTraces {
  html: string;
  /** Nothing was found. */
  empty: boolean;
}

/** A panel of traces by its type. The variable `trace_id` is the newest trace that the dashboard's search finds. */
export async function drawTraces(
  type: string,
  search: TraceSearch,
  { jaeger, guild }: TraceSource,
): Promise<DrawnTraces> {
  const found = await searchTraces(jaeger, { ...search, tags: search.tags.replaceAll('$guild', guild) });
  if (type === 'table') return { html: table(found), empty: found.length === 0 };
  const newest = found[0] && (await readTrace(jaeger, found[0].traceId));
  return { html: waterfall(newest?.spans ?? []), empty: newest === undefined };
}

function table(found: readonly Trace[]): string {
  const rows = found.map(({ traceId, spans }) => {
    const [from, until] = spanOf(spans);
    const [first] = spans;
    const name = `${first?.service ?? ''}: ${first?.name ?? ''}`;
    return row([traceId, name, new Date(from).toISOString(), `${(until - from).toFixed(1)} ms`].map(escaped));
  });
  const head = ['Trace ID', 'Trace name', 'Start time', 'Duration'].map((name) => `<th>${name}</th>`);
  return `<table><tr>${head.join('')}</tr>${rows.join('')}</table>`;
}

/** A bar for each span, as Grafana draws it. */
function waterfall(spans: readonly TraceSpan[]): string {
  const [first, last] = spanOf(spans);
  const share = (ms: number): string => `${((ms / Math.max(last - first, 0.001)) * 100).toFixed(2)}%`;
  const rows = spans.map(({ name, service, failed, from, until }) => {
    const colour = failed ? '#F2495C' : service.endsWith('worker') ? '#73BF69' : '#5794F2';
    const place = `left:${share(from - first)};width:max(2px, ${share(until - from)});background:${colour}`;
    const cells = [escaped(service), escaped(name), `<div class="bar"><i style="${place}"></i></div>`];
    return row([...cells, `${(until - from).toFixed(1)} ms`]);
  });
  return `<table>${rows.join('')}</table>`;
}

function spanOf(spans: readonly TraceSpan[]): [from: number, until: number] {
  return [Math.min(...spans.map(({ from }) => from)), Math.max(...spans.map(({ until }) => until))];
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
