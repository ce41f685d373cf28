import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { MetricDefinition, MetricDefinitions } from './define.ts';
import { buildInfo } from './definitions.ts';

type Labels<Definition extends MetricDefinition> = Definition['labels'][number];

type Instrument<Definition extends MetricDefinition> = Definition['type'] extends 'counter'
  ? Counter<Labels<Definition>>
  : Histogram<Labels<Definition>>;

/** A counter or histogram for each definition, under the definition's key. */
export type Metrics<Definitions extends MetricDefinitions> = {
  readonly [Key in keyof Definitions as Definitions[Key]['type'] extends 'gauge' ? never : Key]: Instrument<
    Definitions[Key]
  >;
};

/** The gauges, as whoever describes the state of the process at a scrape sees them. */
export type Gauges<Definitions extends MetricDefinitions> = {
  readonly [Key in keyof Definitions as Definitions[Key]['type'] extends 'gauge' ? Key : never]: Pick<
    Gauge<Labels<Definitions[Key]>>,
    'set'
  >;
};

/** The Prometheus exposition. */
export interface Exposition {
  contentType: string;
  body: string;
}

export interface MetricRegistry<Definitions extends MetricDefinitions> {
  readonly metrics: Metrics<Definitions>;
  /**
   * The exposition, for /metrics. `describe` sets the gauges. A gauge can be set nowhere else, and each scrape begins without any,
   * so none outlives what it tells of.
   */
  expose(describe?: (gauges: Gauges<Definitions>) => void): Promise<Exposition>;
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
  const metrics: Record<string, Counter | Histogram> = {};
  const gauges: Record<string, Gauge> = {};
  for (const [key, definition] of Object.entries(options.definitions)) {
    const made = instrument(definition, registry);
    if (made instanceof Gauge) gauges[key] = made;
    else metrics[key] = made;
  }

  new Gauge({
    name: buildInfo.name,
    help: buildInfo.help,
    labelNames: buildInfo.labels,
    registers: [registry],
  }).set({ service: options.service, version: options.version, node_version: process.version }, 1);
  if (options.defaultMetrics ?? true) collectDefaultMetrics({ register: registry });

  const scrape = async (describe?: (all: Gauges<Definitions>) => void): Promise<Exposition> => {
    for (const [key, gauge] of Object.entries(gauges)) clear(gauge, options.definitions[key]);
    describe?.(gauges as unknown as Gauges<Definitions>);
    return { contentType: registry.contentType, body: await registry.metrics() };
  };
  // One after the other, or a scrape would take the gauges of another away.
  let last: Promise<unknown> = Promise.resolve();
  return {
    metrics: metrics as unknown as Metrics<Definitions>,
    expose: (describe) => {
      const next = last.then(() => scrape(describe));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** Takes every series away; a reset alone would leave a gauge without labels at 0. */
function clear(gauge: Gauge, definition: MetricDefinition | undefined): void {
  gauge.reset();
  if (definition?.labels.length === 0) gauge.remove();
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
