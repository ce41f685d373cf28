export interface Trace {
  traceId: string;
  /** In the order in which they began. */
  spans: readonly TraceSpan[];
}

export interface TraceSpan {
  name: string;
  service: string;
  /** Milliseconds since the Unix epoch. */
  from: number;
  until: number;
  failed: boolean;
}

/** What a panel asks Jaeger for. */
export interface TraceSearch {
  service: string;
  /** `key=value`, what a span of the trace has as an attribute. */
  tags: string;
  /** Most traces to find. */
  limit: number;
}

interface Answer {
  data: {
    traceID: string;
    spans: {
      operationName: string;
      processID: string;
      /** Microseconds. */
      startTime: number;
      duration: number;
      tags: { key: string; value: unknown }[];
    }[];
    processes: Record<string, { serviceName: string }>;
  }[];
}

/** The newest traces that match, of the last two days; the newest first. `url`: of a Jaeger. */
export async function searchTraces(url: string, { service, tags, limit }: TraceSearch): Promise<Trace[]> {
  const [key = '', value = ''] = tags.split('=');
  const query = { service, limit: String(limit), tags: JSON.stringify({ [key]: value }) };
  const found = await ask(`${url}/api/traces?${new URLSearchParams(query)}`);
  return found.sort((a, b) => (b.spans[0]?.from ?? 0) - (a.spans[0]?.from ?? 0));
}

/** Undefined where there is no such trace. */
export async function readTrace(url: string, traceId: string): Promise<Trace | undefined> {
  const [trace] = await ask(`${url}/api/traces/${traceId}`);
  return trace;
}

async function ask(url: string): Promise<Trace[]> {
  const answer = await fetch(url);
  if (answer.status === 404) return [];
  if (!answer.ok) throw new Error(`Jaeger answered ${answer.status}: ${await answer.text()}`);
  const { data } = (await answer.json()) as Answer;
  return data.map(({ traceID, spans, processes }) => ({
    traceId: traceID,
    spans: spans
      .map(({ operationName, processID, startTime, duration, tags }) => ({
        ...{ name: operationName, service: processes[processID]?.serviceName ?? '' },
        ...{ from: startTime / 1_000, until: (startTime + duration) / 1_000 },
        failed: tags.some(({ key, value }) => key === 'error' && value === true),
      }))
      .sort((a, b) => a.from - b.from || b.until - a.until),
  }));
}
