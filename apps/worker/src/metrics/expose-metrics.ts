import { errorCodes, within } from '@anankor/core';
import type { NodeState, SessionState } from '@anankor/music';
import { noticeReach } from '@anankor/schemas';
import type { Readiness } from '@anankor/service';
import type { Exposition, Gauges, MetricRegistry, metricDefinitions } from '@anankor/telemetry';
import { handlers } from '../handlers/index.ts';
import type { WorkerMetrics } from './worker-events.ts';

type WorkerDefinitions = (typeof metricDefinitions)['worker'];
type WorkerGauges = Gauges<WorkerDefinitions>;

interface StreamState {
  length: number;
  pending: number;
  oldestMs: number | null;
}

/** The worker that this process owns, as gauges see it. */
export interface OwnedView {
  label: string;
  leaseMs: number;
  sessions: readonly SessionState[];
  /** Sessions that nobody can read. */
  unreadable: number;
  listeners: number;
  nodes: readonly NodeState[];
  /** Rejects or hangs where Redis does not answer. */
  stream(): Promise<StreamState>;
}

export interface ExposeOptions {
  expose: MetricRegistry<WorkerDefinitions>['expose'];
  readiness: Readiness;
  /** Every worker of the configuration: what is not held here is 0. */
  labels: readonly string[];
  /** The tokens that Discord refused. May hang where Redis does not answer. */
  refused(): Promise<readonly { label: string }[]>;
  /** Null for a standby. */
  owned: OwnedView | null;
}

/** Milliseconds that a scrape waits for Redis; what it could not be asked for is left out. */
const LIMIT_MS = 500;

/** The exposition for Prometheus; gauges are read when somebody asks. */
export async function exposeMetrics({
  expose,
  readiness,
  labels,
  refused,
  owned,
}: ExposeOptions): Promise<Exposition> {
  const [stream, refusals] = await Promise.all([
    owned && Promise.race([owned.stream(), afterLimit()]).catch(() => null),
    within(refused(), LIMIT_MS, null),
  ]);
  return expose((gauges) => {
    for (const [dependency, { state }] of Object.entries(readiness.snapshot().dependencies))
      gauges.dependencyUp.set({ dependency }, state === 'up' ? 1 : 0);
    for (const worker of labels) {
      const mine = owned?.label === worker;
      gauges.claimHeld.set({ worker }, mine ? 1 : 0);
      gauges.leaseRemaining.set({ worker }, mine ? owned.leaseMs / 1000 : 0);
      if (refusals !== null)
        gauges.tokenRefused.set({ worker }, refusals.some(({ label }) => label === worker) ? 1 : 0);
    }
    if (!owned) return;
    describeSessions(gauges, owned);
    describeNodes(gauges, owned);
    if (stream) describeStream(gauges, owned.label, stream);
  });
}

function describeSessions(
  gauges: WorkerGauges,
  { label: worker, sessions, unreadable, listeners }: OwnedView,
): void {
  const counts = { playing: 0, paused: 0, idle: 0, parked: 0, unreadable };
  for (const { head } of sessions) {
    if (head.parked) counts.parked += 1;
    else if (head.current === null) counts.idle += 1;
    else if (head.paused) counts.paused += 1;
    else counts.playing += 1;
  }
  for (const [state, count] of Object.entries(counts)) gauges.sessions.set({ worker, state }, count);
  gauges.listeners.set({ worker }, listeners);
}

/** A node that was not tried yet is neither up nor down: while a worker is taken over, its players play on. */
function describeNodes(gauges: WorkerGauges, { label: worker, nodes }: OwnedView): void {
  for (const { name: node, state, stats } of nodes) {
    if (state !== 'untried') gauges.lavalinkUp.set({ worker, node }, state === 'up' ? 1 : 0);
    if (stats === null) continue;
    const { players, playingPlayers, frames } = stats;
    gauges.lavalinkPlayers.set({ node, state: 'playing' }, playingPlayers);
    gauges.lavalinkPlayers.set({ node, state: 'idle' }, players - playingPlayers);
    gauges.lavalinkFrames.set({ node, state: 'sent' }, frames?.sent ?? 0);
    gauges.lavalinkFrames.set({ node, state: 'nulled' }, frames?.nulled ?? 0);
    // Below zero a node has sent ahead of time, which nobody misses.
    gauges.lavalinkFrames.set({ node, state: 'lost' }, Math.max(0, frames?.deficit ?? 0));
  }
}

function describeStream(
  gauges: WorkerGauges,
  worker: string,
  { length, pending, oldestMs }: StreamState,
): void {
  gauges.streamDepth.set({ worker }, length);
  gauges.streamPending.set({ worker }, pending);
  gauges.streamOldest.set({ worker }, (oldestMs ?? 0) / 1000);
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
    for (const kind of Object.keys(noticeReach)) metrics.notices.inc({ worker, kind }, 0);
    for (const outcome of ['resumed', 'identified']) metrics.gatewayResumes.inc({ worker, outcome }, 0);
    for (const stage of ['state', 'lavalink', 'total']) metrics.takeoverDuration.zero({ worker, stage });
  }
}
