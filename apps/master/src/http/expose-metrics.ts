import { errorCodes } from '@anankor/core';
import { commandList } from '@anankor/schemas';
import type { Readiness } from '@anankor/service';
import type { Exposition, MetricRegistry, metricDefinitions } from '@anankor/telemetry';
import type { MasterMetrics } from '../metrics/master-events.ts';

export interface ExposeOptions {
  expose: MetricRegistry<typeof metricDefinitions.master>['expose'];
  readiness: Readiness;
  guilds: number;
  /** Connected here. */
  shards: number;
  /** Below 0 before the first heartbeat. */
  gatewayPingMs: number;
  /** Rejects or hangs where Redis does not answer. */
  countWorkersOnline: () => Promise<number>;
}

/** Milliseconds that a scrape waits for Redis; what it could not be asked for is left out. */
const LIMIT_MS = 500;

/** The exposition for Prometheus; gauges are read when somebody asks. */
export async function exposeMetrics(options: ExposeOptions): Promise<Exposition> {
  const { expose, readiness, guilds, shards, gatewayPingMs, countWorkersOnline } = options;
  const online = await within(LIMIT_MS, countWorkersOnline()).catch(() => null);
  return expose((gauges) => {
    gauges.guilds.set(guilds);
    gauges.shards.set(shards);
    if (gatewayPingMs >= 0) gauges.gatewayLatency.set(gatewayPingMs / 1000);
    for (const [dependency, { state }] of Object.entries(readiness.snapshot().dependencies))
      gauges.dependencyUp.set({ dependency }, state === 'up' ? 1 : 0);
    if (online !== null) gauges.workersOnline.set(online);
  });
}

/** Counters that rarely move begin at 0, so that their first move is a rise and not a new series: alerts ask for rises. */
export function beginAtZero(metrics: MasterMetrics): void {
  for (const [code, kind] of Object.entries(errorCodes)) metrics.errors.inc({ code, kind }, 0);
  for (const outcome of ['enqueued', 'answered', 'failed']) metrics.claimsTakenOver.inc({ outcome }, 0);
  for (const outcome of ['sent', 'gone', 'forbidden', 'rejected', 'old'])
    metrics.outboxEntries.inc({ kind: 'notice', outcome }, 0);
  metrics.outboxEntries.inc({ kind: 'unknown', outcome: 'unreadable' }, 0);
  for (const { path: command } of commandList)
    for (const kind of ['command', 'component'])
      metrics.interactions.inc({ command, kind, outcome: 'failed' }, 0);
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const limit = AbortSignal.timeout(ms);
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true });
    }),
  ]);
}
