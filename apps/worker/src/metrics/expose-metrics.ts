import { errorCodes } from '@anankor/core';
import type { SessionState } from '@anankor/music';
import type { Readiness } from '@anankor/service';
import { handlers } from '../handlers/index.ts';
import type { WorkerMetrics } from './worker-events.ts';

/** The worker that this process owns, as gauges see it. */
export interface OwnedView {
  label: string;
  leaseMs: number;
  sessions: readonly SessionState[];
  listeners: number;
  /** Rejects or hangs where Redis does not answer. */
  stream(): Promise<{ length: number; pending: number; oldestMs: number | null }>;
}

export interface ExposeOptions {
  metrics: WorkerMetrics;
  expose: () => Promise<{ contentType: string; body: string }>;
  readiness: Readiness;
  /** Every worker of the configuration: what is not held here is 0. */
  labels: readonly string[];
  /** Null for a standby. */
  owned: OwnedView | null;
}

/** Milliseconds that a scrape waits for Redis; the gauges keep their last values then. */
const LIMIT_MS = 500;

/** The exposition for Prometheus; gauges are read when somebody asks. */
export async function exposeMetrics({ metrics, expose, readiness, labels, owned }: ExposeOptions) {
  for (const [dependency, { state }] of Object.entries(readiness.snapshot().dependencies))
    metrics.dependencyUp.set({ dependency }, state === 'up' ? 1 : 0);
  for (const worker of labels) {
    const mine = owned?.label === worker;
    metrics.claimHeld.set({ worker }, mine ? 1 : 0);
    metrics.leaseRemaining.set({ worker }, mine ? owned.leaseMs / 1000 : 0);
  }
  // What another process owns by now must not go on standing here.
  for (const gauge of [metrics.sessions, metrics.listeners]) gauge.reset();
  if (owned) await describeOwned(metrics, owned);
  else for (const gauge of [metrics.streamDepth, metrics.streamPending, metrics.streamOldest]) gauge.reset();
  return expose();
}

async function describeOwned(metrics: WorkerMetrics, owned: OwnedView): Promise<void> {
  const worker = owned.label;
  const counts = { playing: 0, paused: 0, idle: 0, parked: 0 };
  for (const { head } of owned.sessions) {
    if (head.parked) counts.parked += 1;
    else if (head.current === null) counts.idle += 1;
    else if (head.paused) counts.paused += 1;
    else counts.playing += 1;
  }
  for (const [state, count] of Object.entries(counts)) metrics.sessions.set({ worker, state }, count);
  metrics.listeners.set({ worker }, owned.listeners);
  const stream = await Promise.race([owned.stream(), afterLimit()]).catch(() => null);
  if (stream === null) return;
  metrics.streamDepth.set({ worker }, stream.length);
  metrics.streamPending.set({ worker }, stream.pending);
  metrics.streamOldest.set({ worker }, (stream.oldestMs ?? 0) / 1000);
}

function afterLimit(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(resolve, LIMIT_MS, null).unref();
  });
}

/** What a job can be given up for: a user's mistake is an answer, and after a fatal error the next owner has the job. */
const deadLetterCodes = Object.entries(errorCodes).flatMap(([code, kind]) =>
  kind === 'permanent' || kind === 'retryable' ? [code] : [],
);

/**
 * Counters that rarely move begin at 0, so that their first move is a rise and not a new series: alerts ask for rises. A
 * standby begins with those of every worker, since what it takes over may move them at once. `labels`: workers that are new
 * to this process; histograms of others would lose what they counted.
 */
export function beginAtZero(metrics: WorkerMetrics, labels: readonly string[]): void {
  for (const [code, kind] of Object.entries(errorCodes)) metrics.errors.inc({ code, kind }, 0);
  for (const worker of labels) {
    metrics.fencedCommits.inc({ worker }, 0);
    for (const reason of ['takeover', 'failure']) metrics.jobRetries.inc({ worker, reason }, 0);
    for (const outcome of ['taken', 'released', 'drained', 'lost'])
      metrics.claimTransitions.inc({ worker, outcome }, 0);
    for (const code of deadLetterCodes) metrics.deadLetters.inc({ worker, code }, 0);
    for (const command of Object.keys(handlers))
      metrics.jobs.inc({ worker, command, outcome: 'unanswered' }, 0);
    metrics.reconciles.inc({ worker, outcome: 'failed' }, 0);
    for (const reason of ['finished', 'skipped', 'failed', 'stuck'])
      metrics.tracksEnded.inc({ worker, reason }, 0);
    for (const outcome of ['resumed', 'identified']) metrics.gatewayResumes.inc({ worker, outcome }, 0);
    for (const stage of ['state', 'lavalink', 'total']) metrics.takeoverDuration.zero({ worker, stage });
  }
}
