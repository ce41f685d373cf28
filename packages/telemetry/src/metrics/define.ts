/**
 * The labels there are. Each has few values: never the id of a guild, a user, a channel, a track, a job or a session,
 * because every value is a time series kept for weeks.
 */
export type LabelName =
  | 'command'
  | 'outcome'
  | 'code'
  | 'kind'
  | 'worker'
  | 'node'
  | 'operation'
  | 'stage'
  | 'state'
  | 'reason'
  | 'source'
  | 'dependency';

export interface MetricDefinition {
  /** By Prometheus' conventions: `anankor_…`, base units, counters end in `_total`. */
  name: `anankor_${string}`;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: readonly LabelName[];
  /** Upper bounds of a histogram's buckets in its unit. */
  buckets?: readonly number[];
}

export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;
