import { buildInfo, metricDefinitions } from '../../packages/telemetry/src/metrics/definitions.ts';
import type { MetricDefinition } from '../../packages/telemetry/src/index.ts';
import { code, table } from './table.ts';

type Definition = Pick<MetricDefinition, 'name' | 'type' | 'help'> & { labels: readonly string[] };

/** Every metric by its name, with the apps that expose it. */
export function metricsTable(): string {
  const found = new Map<string, { definition: Definition; apps: string[] }>();
  for (const [app, definitions] of Object.entries(metricDefinitions))
    for (const definition of [...Object.values(definitions), buildInfo] as Definition[]) {
      const apps = [...(found.get(definition.name)?.apps ?? []), app];
      found.set(definition.name, { definition, apps });
    }
  return table(
    ['Metric', 'Type', 'App', 'Labels', 'Meaning'],
    [...found.values()].map(({ definition: { name, type, labels, help }, apps }) => [
      code(name),
      type,
      apps.join(', '),
      labels.map(code).join(', '),
      help,
    ]),
  );
}
