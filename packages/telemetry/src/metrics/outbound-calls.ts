import type { Tracer } from '@opentelemetry/api';
import { outbound } from '../outbound.ts';
import type { Around } from '../outbound.ts';
import type { Metrics } from './create-metrics.ts';
import type { workerMetrics } from './definitions.ts';

type CallMetrics = Pick<Metrics<typeof workerMetrics>, 'discordRequestDuration' | 'lavalinkRequestDuration'>;

/** What both apps ask of others over REST, as spans and durations. */
export function outboundCalls(metrics: CallMetrics, spans: Tracer): { discord: Around; lavalink: Around } {
  return {
    discord: outbound({
      spans,
      peer: 'discord',
      observe: ({ operation }, outcome, seconds) => {
        metrics.discordRequestDuration.observe({ operation, outcome }, seconds);
      },
    }),
    lavalink: outbound({
      spans,
      peer: 'lavalink',
      observe: ({ operation, node = '' }, outcome, seconds) => {
        metrics.lavalinkRequestDuration.observe({ node, operation, outcome }, seconds);
      },
    }),
  };
}
