import type { Delivery } from '@anankor/ipc';
import { isReplyExpired } from '@anankor/ipc';
import {
  ROOT_CONTEXT,
  SpanKind,
  anankor,
  context,
  contextFromTraceparent,
  linksFromTraceparents,
  messaging,
  recordFailure,
  trace,
  tracer,
  withSpan,
} from '@anankor/telemetry';
import type { Context, Span } from '@anankor/telemetry';

/** The stages of a job that are timed. */
export type Stage = 'decide' | 'commit' | 'reply';

export interface JobTracesOptions {
  /** Whether spans go anywhere; without, nothing here but the clock is touched. */
  enabled: boolean;
  workerId: string;
  /** Name of the stream. */
  stream: string;
  group: string;
  onStage(stage: Stage, seconds: number): void;
}

/**
 * The worker's part of a command's trace: one span from the delivery to its end, in the trace that the master began, with
 * a child for each stage. A job that an operator replayed begins a trace of its own, linked to the one it failed in.
 */
export class JobTraces {
  readonly #options: JobTracesOptions;
  readonly #spans = tracer('@anankor/worker');
  readonly #contexts = new WeakMap<Delivery, Context>();

  constructor(options: JobTracesOptions) {
    this.#options = options;
  }

  begin(delivery: Delivery): void {
    if (!this.#options.enabled) return;
    const { workerId, stream, group } = this.#options;
    const { job, entryId, attempt, redelivered } = delivery;
    const replayed = isReplyExpired(job.reply);
    const parent = replayed ? ROOT_CONTEXT : contextFromTraceparent(job.traceparent);
    const span = this.#spans.startSpan(
      `process ${job.command}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          [messaging.SYSTEM]: messaging.SYSTEM_REDIS,
          [messaging.OPERATION_NAME]: 'process',
          [messaging.OPERATION_TYPE]: 'process',
          [messaging.DESTINATION_NAME]: stream,
          [messaging.CONSUMER_GROUP_NAME]: group,
          [messaging.MESSAGE_ID]: entryId,
          [messaging.CONVERSATION_ID]: job.jobId,
          [anankor.COMMAND]: job.command,
          [anankor.JOB_ID]: job.jobId,
          [anankor.JOB_ATTEMPT]: attempt,
          [anankor.GUILD_ID]: job.guildId,
          [anankor.CHANNEL_ID]: job.channelId,
          [anankor.WORKER_ID]: workerId,
        },
        // Whoever had it before left no span that could be named; what is known is where it came from.
        links: replayed || redelivered ? linksFromTraceparents([job.traceparent]) : [],
      },
      parent,
    );
    this.#contexts.set(delivery, trace.setSpan(parent, span));
  }

  /** Work for a delivery, or for none: then outside of every trace, whoever happens to have called. */
  within<Result>(delivery: Delivery | null, work: () => Result): Result {
    if (!this.#options.enabled) return work();
    return context.with((delivery && this.#contexts.get(delivery)) ?? ROOT_CONTEXT, work);
  }

  /** A stage that takes no time of the clock's but only the processor's. */
  measure<Result>(stage: Stage, work: () => Result): Result {
    const begun = performance.now();
    const span = this.#active() ? this.#spans.startSpan(stage) : undefined;
    const result = work();
    span?.end();
    this.#options.onStage(stage, (performance.now() - begun) / 1000);
    return result;
  }

  /** A stage of whatever is traced here, and timed in any case. */
  async stage<Result>(stage: Stage, work: () => Promise<Result>): Promise<Result> {
    const begun = performance.now();
    try {
      return await this.#span(stage, work);
    } finally {
      this.#options.onStage(stage, (performance.now() - begun) / 1000);
    }
  }

  /** The same without a metric of its own. */
  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.#span(name, work);
  }

  /** The job has come to an end here; `error` where it was given up. */
  end(delivery: Delivery, outcome: string, error?: unknown): void {
    const span = this.#spanOf(delivery);
    if (!span) return;
    span.setAttribute(anankor.OUTCOME, outcome);
    if (error !== undefined) recordFailure(span, error);
    span.end();
    this.#contexts.delete(delivery);
  }

  #spanOf(delivery: Delivery): Span | undefined {
    const known = this.#contexts.get(delivery);
    return known && trace.getSpan(known);
  }

  async #span<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.#active() ? withSpan(this.#spans, name, {}, work) : work();
  }

  #active(): boolean {
    return this.#options.enabled && trace.getActiveSpan() !== undefined;
  }
}
