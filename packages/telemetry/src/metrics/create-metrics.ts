import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { MetricDefinition, MetricDefinitions } from './define.ts';
import { buildInfo } from './definitions.ts';

type Labels<Definition extends MetricDefinition> = Definition['labels'][number];

type Instrument<Definition extends MetricDefinition> = Definition['type'] extends 'counter'
  ? Counter<Labels<Definition>>
  : Definition['type'] extends 'gauge'
    ? Gauge<Labels<Definition>>
    : Histogram<Labels<Definition>>;

/** A metric for each definition, under the definition's key. */
export type Metrics<Definitions extends MetricDefinitions> = {
  readonly [Key in keyof Definitions]: Instrument<Definitions[Key]>;
};

export interface MetricRegistry<Definitions extends MetricDefinitions> {
  readonly metrics: Metrics<Definitions>;
  /** The Prometheus exposition, for /metrics. */
  expose(): Promise<{ contentType: string; body: string }>;
}

export interface MetricOptions<Definitions extends MetricDefinitions> {
  definitions: Definitions;
  service: string;
  version: string;
  /** Event loop lag, memory, CPU, garbage collection, as nodejs_… and process_…. On unless told. */
  defaultMetrics?: boolean;
}

/** Names that give a label one value per guild, user or job; the type LabelName leaves them out, this catches casts. */
const unbounded = /guild|user|member|channel|track|session|interaction|job|token|message|(^|_)id$/i;

/**
 * Creates the metrics of one process in a registry of its own.
 *
 * @throws TypeError for a label that would hold ids, a name used twice, or buckets on anything but a histogram.
 */
export function createMetrics<const Definitions extends MetricDefinitions>(
  options: MetricOptions<Definitions>,
): MetricRegistry<Definitions> {
  const registry = new Registry();
  const metrics: Record<string, Counter | Gauge | Histogram> = {};
  for (const [key, definition] of Object.entries(options.definitions))
    metrics[key] = instrument(definition, registry);

  new Gauge({
    name: buildInfo.name,
    help: buildInfo.help,
    labelNames: buildInfo.labels,
    registers: [registry],
  }).set({ service: options.service, version: options.version, node_version: process.version }, 1);
  if (options.defaultMetrics ?? true) collectDefaultMetrics({ register: registry });

  return {
    metrics: metrics as unknown as Metrics<Definitions>,
    expose: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function instrument(definition: MetricDefinition, registry: Registry): Counter | Gauge | Histogram {
  const { name, help, type, labels, buckets } = definition;
  const offender = labels.find((label) => unbounded.test(label));
  if (offender !== undefined) throw new TypeError(`${name}: the label ${offender} would hold ids`);
  if (buckets && type !== 'histogram') throw new TypeError(`${name}: only histograms have buckets`);
  if (registry.getSingleMetric(name)) throw new TypeError(`${name} is defined twice`);

  const configuration = { name, help, labelNames: [...labels], registers: [registry] };
  switch (type) {
    case 'counter':
      return new Counter(configuration);
    case 'gauge':
      return new Gauge(configuration);
    case 'histogram':
      return new Histogram({ ...configuration, ...(buckets && { buckets: [...buckets] }) });
  }
}
