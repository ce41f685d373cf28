import { errorCodes } from '@anankor/core';
import type { AnankorError, ErrorCode } from '@anankor/core';
import type { DeadLetter, Delivery } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { LoadOutcome, SessionEvent, SessionHead, SessionState } from '@anankor/music';
import type { Reply } from '@anankor/schemas';
import { recordFailure, trace } from '@anankor/telemetry';
import type { Metrics, metricDefinitions } from '@anankor/telemetry';
import type { SessionTransition } from '../services/session-writes.ts';
import { FirstSound } from './first-sound.ts';
import { endOf, endReasons, startOf } from './track-life.ts';
import type { JobTraces } from './trace-job.ts';

export type WorkerMetrics = Metrics<(typeof metricDefinitions)['worker']>;

/** Characters of a node's message that are logged. */
const CAUSE_LENGTH = 500;

/**
 * What happens in an owned worker, told once: counter, span and log line together. Labels never hold ids of guilds or
 * users; the worker is named by its place in the configuration.
 */
export class WorkerEvents {
  readonly #worker: string;
  readonly #metrics: WorkerMetrics;
  readonly #log: Logger;
  readonly #traces: JobTraces;
  readonly #firstSound = new FirstSound();

  /** `worker`: such as `worker-1`. */
  constructor(worker: string, metrics: WorkerMetrics, log: Logger, traces: JobTraces) {
    this.#worker = worker;
    this.#metrics = metrics;
    this.#log = log;
    this.#traces = traces;
  }

  jobReceived(delivery: Delivery, now: number): void {
    const worker = this.#worker;
    this.#traces.begin(delivery);
    this.#metrics.jobWait.observe({ worker }, Math.max(0, now - delivery.job.issuedAt) / 1000);
    if (delivery.redelivered) this.#metrics.jobRetries.inc({ worker, reason: 'takeover' });
  }

  replySent(delivery: Delivery, reply: Reply, now: number): void {
    const worker = this.#worker;
    const { command, jobId, guildId, issuedAt } = delivery.job;
    const outcome = reply.key !== 'failure' ? 'done' : reply.code === 'EX' ? 'expired' : 'refused';
    this.#metrics.jobs.inc({ worker, command, outcome });
    this.#metrics.jobEndToEnd.observe({ worker, command }, Math.max(0, now - issuedAt) / 1000);
    const code = reply.key === 'failure' ? { failure: reply.code } : {};
    this.#log.info({ jobId, guildId, command, outcome, ...code }, 'command answered');
    this.#traces.end(delivery, outcome);
  }

  replyFailed(delivery: Delivery, error: AnankorError): void {
    const { command, jobId, guildId } = delivery.job;
    this.#failed(error);
    this.#metrics.jobs.inc({ worker: this.#worker, command, outcome: 'unanswered' });
    this.#log.warn(
      { jobId, guildId, command, err: error },
      'a reply could not be delivered; its effect stands',
    );
    this.#traces.end(delivery, 'unanswered', error);
  }

  /** A message goes on saying what is not true any more. */
  uncorrected(error: AnankorError): void {
    this.#failed(error);
    this.#log.info({ err: error }, 'an answer could not be corrected');
  }

  inputFailed(guildId: string, error: AnankorError, attempt: number): void {
    this.#failed(error);
    this.#metrics.jobRetries.inc({ worker: this.#worker, reason: 'failure' });
    this.#log.warn({ guildId, attempt, err: error }, 'an input of a session failed');
  }

  /** A handler gave it up: it becomes a dead letter. */
  jobGivenUp(delivery: Delivery, error: AnankorError): void {
    const { command, jobId } = delivery.job;
    this.#dead(error.code, jobId, command);
    this.#traces.end(delivery, 'dead', error);
  }

  /** It became a dead letter without having reached a handler. */
  jobDead({ code, jobId }: DeadLetter): void {
    this.#dead(code, jobId, 'unknown');
  }

  /** What a session was before and is after a commit, what changed, and the event that led there; null for a command. */
  committed(
    { before, after, changes }: Omit<SessionTransition, 'guildId'>,
    event: SessionEvent | null,
    now: number,
  ): void {
    const worker = this.#worker;
    for (const change of changes)
      if (change.type === 'notice') this.#metrics.notices.inc({ worker, kind: change.told.notice.kind });
    const waited = this.#firstSound.committed(before, after, event, now);
    if (waited !== null) this.#metrics.firstSound.observe({ worker }, waited);
    const end = endOf(before, after, event);
    if (end) this.#trackEnded(end, (after ?? before)?.head, event);
    const current = after?.head.current;
    // A source is new to the metric once: its first end is to be a rise.
    if (current && after.head.play !== before?.head.play)
      for (const reason of endReasons)
        this.#metrics.tracksEnded.inc({ worker, reason, source: current.track.sourceName }, 0);
    const started = startOf(before, after);
    if (!started) return;
    this.#metrics.tracksStarted.inc({ worker, source: started.sourceName });
    this.#metrics.queueEntries.observe({ worker }, after?.queue.size ?? 0);
  }

  loaded(query: string, outcome: LoadOutcome, seconds: number): void {
    const source = /^[a-z][\w+.-]*:/i.test(query.trim()) ? 'link' : 'search';
    this.#metrics.loadDuration.observe({ source, outcome: outcome.kind }, seconds);
  }

  /** A player was compared with its session; so many calls were needed to make them agree. */
  reconciled(calls: number): void {
    this.#metrics.reconciles.inc({ worker: this.#worker, outcome: calls === 0 ? 'same' : 'changed' });
  }

  reconcileFailed(guildId: string, error: AnankorError): void {
    this.#failed(error);
    this.#metrics.reconciles.inc({ worker: this.#worker, outcome: 'failed' });
    this.#log.warn({ guildId, err: error }, 'reconciling a session failed, trying again');
  }

  nodeTrouble(node: string, error: AnankorError): void {
    this.#failed(error);
    if (error.code === 'LAVALINK_REFUSED')
      this.#log.error(
        { node, code: error.code },
        `${error.message}: make LAVALINK_PASSWORD the one of its application.yml; trying again until it is`,
      );
    else this.#log.warn({ node, err: error }, 'a Lavalink node is out of reach');
  }

  nodeUp(node: string, kept: boolean): void {
    this.#log.info({ node, kept }, 'a Lavalink node is up');
  }

  gatewayBegan(outcome: 'resumed' | 'identified'): void {
    this.#metrics.gatewayResumes.inc({ worker: this.#worker, outcome });
    this.#log.info({ outcome }, 'the gateway session is up');
  }

  gatewayClosed(code: number): void {
    this.#log.warn({ code }, 'the gateway socket closed');
  }

  /** A session began, went to another channel, or ended. */
  sessionMoved(before: SessionState | null, after: SessionState | null): void {
    const head = after?.head ?? before?.head;
    const what = before === null ? 'began' : after === null ? 'ended' : 'moved';
    this.#log.info({ guildId: head?.guildId, channelId: head?.channelId, what }, `a session ${what}`);
  }

  /** `lost`: paths in what is stored, and no values. */
  sessionMended(guildId: string, lost: readonly string[]): void {
    this.#log.warn({ guildId, lost: lost.slice(0, 20) }, 'parts of a session can’t be read and are left out');
  }

  sessionUnreadable(guildId: string, reason: string): void {
    this.#log.error(
      { guildId, reason },
      'a session can’t be read: it is left as it is until somebody ends it',
    );
  }

  sessionDropped(guildId: string): void {
    this.#log.warn({ guildId }, 'an operator ended a session');
  }

  reconcileBraked(guildId: string): void {
    this.#log.warn({ guildId }, 'calls to a player have no lasting effect: they are slowed down');
  }

  /** A session's move was decided; `refusal` null: the other worker has it. */
  moveDecided({ guildId, channelId }: SessionHead, to: string, refusal: string | null): void {
    this.#log.info(
      { guildId, channelId, to, refusal },
      refusal === null ? 'a session moved to another worker' : 'a session stays here',
    );
  }

  moveRefused(guildId: string, refusal: string): void {
    this.#log.warn({ guildId, refusal }, 'a session that another worker offers is not taken');
  }

  persistFailed(error: AnankorError): void {
    this.#failed(error);
    this.#log.warn({ err: error }, 'the gateway session could not be persisted, trying again');
  }

  fenced(): void {
    this.#metrics.fencedCommits.inc({ worker: this.#worker });
  }

  /** So far it took: the state was read, the nodes are connected, the stream is read (`total`). */
  takingOver(stage: 'state' | 'lavalink' | 'total', seconds: number): void {
    this.#metrics.takeoverDuration.observe({ worker: this.#worker, stage }, seconds);
  }

  tookOver(seconds: number, sessions: number): void {
    this.takingOver('total', seconds);
    this.#log.info({ seconds, sessions }, 'the worker is taken over');
  }

  drainRequested(what: 'the worker' | 'its sessions'): void {
    this.#log.info(`an operator asks to hand ${what} over`);
  }

  drainFailed(error: AnankorError): void {
    this.#failed(error);
    this.#log.warn({ err: error }, 'the sessions could not all be handed over, trying again');
  }

  #trackEnded(
    { track, reason }: NonNullable<ReturnType<typeof endOf>>,
    head: SessionHead | undefined,
    event: SessionEvent | null,
  ): void {
    const source = track.sourceName;
    this.#metrics.tracksEnded.inc({ worker: this.#worker, reason, source });
    if (reason !== 'failed' && reason !== 'stuck') return;
    const cause = event?.type === 'trackException' ? event.message.slice(0, CAUSE_LENGTH) : null;
    const { guildId, node } = head ?? {};
    const { title, identifier } = track;
    this.#log.warn({ guildId, node: node?.name, source, identifier, title, reason, cause }, 'a track broke');
  }

  #dead(code: ErrorCode, jobId: string | null, command: string): void {
    const worker = this.#worker;
    this.#metrics.jobs.inc({ worker, command, outcome: 'dead' });
    this.#metrics.deadLetters.inc({ worker, code });
    this.#metrics.errors.inc({ code, kind: errorCodes[code] });
    this.#log.error({ jobId, code, command }, 'a job became a dead letter');
  }

  #failed(error: AnankorError): void {
    this.#metrics.errors.inc({ code: error.code, kind: error.kind });
    const span = trace.getActiveSpan();
    if (span) recordFailure(span, error);
  }
}
