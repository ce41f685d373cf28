import type { AnankorError } from '@anankor/core';
import type { DeadLetter, Delivery } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { SessionState } from '@anankor/music';
import type { Reply } from '@anankor/schemas';
import type { Metrics, metricDefinitions } from '@anankor/telemetry';

export type WorkerMetrics = Metrics<(typeof metricDefinitions)['worker']>;

/** What happens in an owned worker, told once: counter and log line together. Labels never hold ids of guilds or users. */
export class WorkerEvents {
  readonly #worker: string;
  readonly #metrics: WorkerMetrics;
  readonly #log: Logger;

  constructor(worker: string, metrics: WorkerMetrics, log: Logger) {
    this.#worker = worker;
    this.#metrics = metrics;
    this.#log = log;
  }

  jobReceived(delivery: Delivery, now: number): void {
    const worker = this.#worker;
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
  }

  replyFailed(delivery: Delivery, error: AnankorError): void {
    const { command, jobId, guildId } = delivery.job;
    this.#failed(error);
    this.#metrics.jobs.inc({ worker: this.#worker, command, outcome: 'unanswered' });
    this.#log.warn(
      { jobId, guildId, command, err: error },
      'a reply could not be delivered; its effect stands',
    );
  }

  inputFailed(guildId: string, error: AnankorError, attempt: number): void {
    this.#failed(error);
    this.#metrics.jobRetries.inc({ worker: this.#worker, reason: 'failure' });
    this.#log.warn({ guildId, attempt, err: error }, 'an input of a session failed');
  }

  jobDead(dead: DeadLetter): void {
    const { code, jobId } = dead as DeadLetter & { code: string; jobId?: string };
    this.#metrics.deadLetters.inc({ worker: this.#worker, code });
    this.#log.error({ jobId, code }, 'a job became a dead letter');
  }

  reconcileFailed(guildId: string, error: AnankorError): void {
    this.#failed(error);
    this.#metrics.reconciles.inc({ worker: this.#worker, outcome: 'failed' });
    this.#log.warn({ guildId, err: error }, 'reconciling a session failed, trying again');
  }

  nodeTrouble(node: string, error: AnankorError): void {
    this.#failed(error);
    this.#metrics.lavalinkUp.set({ worker: this.#worker, node }, 0);
    this.#log.warn({ node, err: error }, 'a Lavalink node is out of reach');
  }

  nodeUp(node: string, kept: boolean): void {
    this.#metrics.lavalinkUp.set({ worker: this.#worker, node }, 1);
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

  persistFailed(error: AnankorError): void {
    this.#failed(error);
    this.#log.warn({ err: error }, 'the gateway session could not be persisted, trying again');
  }

  tookOver(seconds: number, sessions: number): void {
    this.#metrics.takeoverDuration.observe({ worker: this.#worker, stage: 'total' }, seconds);
    this.#log.info({ seconds, sessions }, 'the worker is taken over');
  }

  #failed(error: AnankorError): void {
    this.#metrics.errors.inc({ code: error.code, kind: error.kind });
  }
}
