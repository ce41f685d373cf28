import type { AnankorError } from '@anankor/core';
import type { OutboxItem } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { FailureCode } from '@anankor/schemas';
import { anankor, recordFailure } from '@anankor/telemetry';
import type { metricDefinitions, Metrics } from '@anankor/telemetry';
import { trace } from '@opentelemetry/api';
import type { OutboxDrop } from '../outbox/outbox-drop.ts';

export type MasterMetrics = Metrics<typeof metricDefinitions.master>;

export interface CommandFacts {
  command: string;
  /** How it was given. */
  kind: 'command' | 'component' | 'autocomplete';
  interactionId: string;
  guildId?: string | undefined;
}

export interface MasterEventsOptions {
  metrics: MasterMetrics;
  logger: Logger;
}

/** What happens in the master, as counter, span event and log line at once. Ids go into spans and logs, never into labels. */
export class MasterEvents {
  readonly #metrics: MasterMetrics;
  readonly #logger: Logger;

  constructor(options: MasterEventsOptions) {
    this.#metrics = options.metrics;
    this.#logger = options.logger;
  }

  /** The member knows that it was heard, so many milliseconds after the interaction came. */
  acknowledged(facts: CommandFacts, tookMs: number): void {
    this.#metrics.acknowledgeDuration.observe({ command: facts.command }, tookMs / 1000);
    emit('acknowledged');
  }

  /** The command was answered, or its job is on a stream. */
  accepted(facts: CommandFacts, workerId?: string): void {
    this.#count(facts, 'accepted');
    emit('accepted', workerId === undefined ? {} : { [anankor.WORKER_ID]: workerId });
    this.#logger.info({ ...facts, workerId }, 'command accepted');
  }

  enqueued(facts: CommandFacts, outcome: string, tookMs: number): void {
    this.#metrics.enqueueDuration.observe({ command: facts.command, outcome }, tookMs / 1000);
    emit('enqueued', { [anankor.OUTCOME]: outcome });
  }

  refused(facts: CommandFacts, code: FailureCode): void {
    this.#count(facts, 'refused');
    this.#metrics.refusals.inc({ command: facts.command, code });
    emit('refused', { [anankor.ERROR_CODE]: code });
    this.#logger.info({ ...facts, code }, 'command refused');
  }

  /** Another replica acts on it. */
  duplicate(facts: CommandFacts): void {
    this.#count(facts, 'duplicate');
    emit('duplicate');
    this.#logger.debug(facts, 'interaction belongs to another replica');
  }

  failed(facts: CommandFacts, error: AnankorError, reference: string): void {
    this.#count(facts, 'failed');
    this.#metrics.errors.inc({ code: error.code, kind: error.kind });
    const span = trace.getActiveSpan();
    if (span) recordFailure(span, error);
    this.#logger.error({ ...facts, reference, err: error }, 'command failed');
  }

  /** A claim whose replica died was finished here. */
  recovered(interactionId: string, outcome: 'enqueued' | 'answered' | 'failed'): void {
    this.#metrics.claimsTakenOver.inc({ outcome });
    emit('recovered', { [anankor.OUTCOME]: outcome });
    this.#logger.warn({ interactionId, outcome }, 'finished a command another replica had left');
  }

  /** Entries of a worker's outbox were said, or dropped. */
  outbox(items: readonly OutboxItem[], outcome: 'sent' | OutboxDrop): void {
    const [first] = items;
    const kind = first?.entry?.type ?? 'unknown';
    this.#metrics.outboxEntries.inc({ kind, outcome }, items.length);
    if (outcome === 'sent') return;
    const { guildId, channelId } = first?.entry ?? {};
    this.#logger.info(
      { workerId: first?.workerId, guildId, channelId, outcome, entries: items.length },
      'what a worker had to say was dropped',
    );
  }

  /** What is concerned stays in the outbox and is tried again, unless it is dropped. */
  outboxFailed(error: AnankorError): void {
    this.#metrics.errors.inc({ code: error.code, kind: error.kind });
    this.#logger.warn({ err: error }, 'a message of the outbox could not be sent');
  }

  commandsSynced(result: Record<'created' | 'updated' | 'deleted' | 'unchanged', readonly string[]>): void {
    const { created, updated, deleted, unchanged } = result;
    this.#logger.info({ created, updated, deleted, unchanged: unchanged.length }, 'commands registered');
  }

  #count({ command, kind }: CommandFacts, outcome: string): void {
    this.#metrics.interactions.inc({ command, kind, outcome });
  }
}

function emit(name: string, attributes: Record<string, string> = {}): void {
  trace.getActiveSpan()?.addEvent(name, attributes);
}
