import { outbound, tracer } from '@anankor/telemetry';
import type { Around } from '@anankor/telemetry';
import type { WorkerMetrics } from './worker-events.ts';

const spans = tracer('@anankor/worker');

/** What is asked of Discord over REST. */
export function discordCalls(metrics: WorkerMetrics): Around {
  return outbound({
    spans,
    peer: 'discord',
    observe: ({ operation }, outcome, seconds) => {
      metrics.discordRequestDuration.observe({ operation, outcome }, seconds);
    },
  });
}

/** What is asked of the Lavalink nodes over REST. */
export function lavalinkCalls(metrics: WorkerMetrics): Around {
  return outbound({
    spans,
    peer: 'lavalink',
    observe: ({ operation, node = '' }, outcome, seconds) => {
      metrics.lavalinkRequestDuration.observe({ node, operation, outcome }, seconds);
    },
  });
}
