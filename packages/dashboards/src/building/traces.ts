import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';

/** The trace store that the dashboard's variable `traces` names. */
const store = { type: 'jaeger', uid: '${traces}' } as const;

export interface TraceOptions {
  title: string;
  description: string;
}

/** One trace as a waterfall. */
export function traceView({ title, description, traceId }: TraceOptions & { traceId: string }): PanelBuilder {
  return new PanelBuilder()
    .type('traces')
    .title(title)
    .description(description)
    .datasource(store)
    .targets([query({ query: traceId })])
    .span(24)
    .height(12);
}

export interface SearchOptions extends TraceOptions {
  service: string;
  /** `key=value`, what a span of the trace has as an attribute. */
  tags: string;
}

/** Found traces as a table; a click on an id sets the variable `trace_id`. */
export function traceSearch({ title, description, service, tags }: SearchOptions): TableBuilder {
  return new TableBuilder()
    .title(title)
    .description(description)
    .datasource(store)
    .targets([query({ queryType: 'search', service, tags, limit: 20 })])
    .overrideByName('traceID', [
      {
        id: 'links',
        value: [
          {
            title: 'Show this trace',
            url: '/d/anankor-command-path?${__url_time_range}&${guild:queryparam}&${traces:queryparam}&var-trace_id=${__value.raw}',
          },
        ],
      },
    ])
    .span(24)
    .height(8);
}

/** The SDK has no builder for Jaeger's queries; these are the fields of Grafana's data source. */
function query(fields: Record<string, unknown>): { build: () => Dataquery } {
  const built = { refId: 'A', datasource: store, ...fields, _implementsDataqueryVariant: () => undefined };
  return { build: () => built };
}
