import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { DataqueryBuilder, SearchTableType } from '@grafana/grafana-foundation-sdk/tempo';

/** The trace store that the dashboard's variable `traces` names. */
const store = { type: 'tempo', uid: '${traces}' } as const;

export interface TraceOptions {
  title: string;
  description: string;
  /** A trace id, or TraceQL. */
  query: string;
}

/** One trace as a waterfall. */
export function traceView({ title, description, query }: TraceOptions): PanelBuilder {
  return new PanelBuilder()
    .type('traces')
    .title(title)
    .description(description)
    .datasource(store)
    .targets([traceql(query)])
    .span(24)
    .height(12);
}

/** Found traces as a table; a click on an id sets the variable `trace_id`. */
export function traceSearch({ title, description, query }: TraceOptions): TableBuilder {
  return new TableBuilder()
    .title(title)
    .description(description)
    .datasource(store)
    .targets([traceql(query).tableType(SearchTableType.Traces).limit(20)])
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

function traceql(query: string): DataqueryBuilder {
  return new DataqueryBuilder().refId('A').datasource(store).queryType('traceql').query(query);
}
