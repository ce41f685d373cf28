import { AnankorError, classify } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { Responder } from '@anankor/discord';
import type { JobQueue } from '@anankor/ipc';
import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { InteractionClaims } from '@anankor/storage';
import { anankor, injectTraceparent, messaging, SpanKind } from '@anankor/telemetry';
import { envelopeOf } from '../jobs/envelope.ts';
import type { Submission } from '../jobs/envelope.ts';
import type { CommandFacts, MasterEvents } from '../metrics/master-events.ts';
import { referenceOf, step } from '../middleware/trace.ts';
import type { WorkerPlacement } from '../services/placement.ts';
import type { Verdicts } from '../services/verdicts.ts';
import type { OnStep } from './steps.ts';

export interface FinishOptions {
  claims: InteractionClaims<Submission>;
  verdicts: Verdicts;
  placement: WorkerPlacement;
  queue: JobQueue;
  responder: Responder;
  events: MasterEvents;
  clock: Clock;
  /** This process, as the claims know it. */
  owner: string;
  onStep: OnStep;
}

/** `left`: it failed for now; the claim stays PENDING, and whoever looks after claims tries again until it expires. */
export type Finished = 'enqueued' | 'answered' | 'left';

/**
 * The part of a submission that comes after its claim: verdict, placement, stream, completion. Every step may be repeated, by this
 * replica or by another that took the claim over. An answer goes out before its claim is completed: killed in between, it
 * is told again rather than never.
 */
export class FinishSubmission {
  readonly #options: FinishOptions;

  constructor(options: FinishOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async finish(submission: Submission): Promise<Finished> {
    const { events } = this.#options;
    try {
      return await this.#finish(submission);
    } catch (thrown) {
      const error = classify(thrown);
      const reference = referenceOf(submission.jobId);
      events.failed(factsOf(submission), error, reference);
      if (error.kind === 'retryable') return 'left';
      return this.giveUp(submission, reference);
    }
  }

  /** Tells the member that it failed and ends the claim. Never rejects. */
  async giveUp(submission: Submission, reference: string): Promise<Finished> {
    try {
      return await this.#answer(submission, failure('ER', { reference }));
    } catch {
      // It counts as failed already, and the claim (if there is one) stays for another try.
      return 'left';
    }
  }

  /** Ends what must not happen, since Discord told the member that it failed. Never rejects. */
  async drop({ jobId }: Submission): Promise<void> {
    const { verdicts, claims, owner } = this.#options;
    try {
      if ((await verdicts.decide(jobId, 'give-up')) === 'execute') return;
      await verdicts.told(jobId);
      await claims.complete(jobId, owner, 'ANSWERED');
    } catch {
      // With the verdict, whoever takes the claim over ends it.
    }
  }

  async #finish(submission: Submission): Promise<Finished> {
    const { verdicts, placement, clock, events, claims, owner, onStep } = this.#options;
    const verdict = await step('verdict', () => verdicts.decide(submission.jobId, 'execute'));
    if (verdict === 'told') {
      await claims.complete(submission.jobId, owner, 'ANSWERED');
      return 'answered';
    }
    // Whoever gave it up may have died before it told.
    if (verdict === 'give-up')
      return this.#answer(submission, failure('ER', { reference: referenceOf(submission.jobId) }));
    if (clock.now() >= submission.expiresAt) return this.#answer(submission, failure('EX'));
    const begun = clock.monotonic();
    const placed = await step('place', () => placement.place(submission));
    await onStep('placed');
    if (!placed.ok) return this.#answer(submission, placed.reply);
    const { workerId, channelId } = placed;
    const outcome = await this.#enqueue(workerId, submission, channelId);
    await onStep('enqueued');
    events.enqueued(factsOf(submission), outcome, clock.monotonic() - begun);
    if (outcome === 'full') return this.#answer(submission, failure('OV'));
    try {
      await step('complete', () => claims.complete(submission.jobId, owner, 'ENQUEUED', workerId));
    } catch (thrown) {
      // The job is on the stream, so no failure may be told any more, whatever this one is.
      events.failed(factsOf(submission), classify(thrown), referenceOf(submission.jobId));
      return 'left';
    }
    await onStep('completed');
    events.accepted(factsOf(submission), workerId);
    return 'enqueued';
  }

  async #enqueue(workerId: string, submission: Submission, channelId: string) {
    const attributes = {
      [messaging.SYSTEM]: messaging.SYSTEM_REDIS,
      [messaging.OPERATION_NAME]: 'enqueue',
      [messaging.OPERATION_TYPE]: 'send',
      [messaging.CONVERSATION_ID]: submission.jobId,
      [anankor.COMMAND]: submission.command,
      [anankor.JOB_ID]: submission.jobId,
      [anankor.WORKER_ID]: workerId,
    };
    const send = () => {
      const job = envelopeOf(submission, channelId);
      // What the worker does hangs below this span, not beside it.
      const traceparent = injectTraceparent();
      return this.#options.queue.enqueue(workerId, traceparent === undefined ? job : { ...job, traceparent });
    };
    return step('enqueue', send, attributes, SpanKind.PRODUCER);
  }

  async #answer(submission: Submission, reply: Reply): Promise<Finished> {
    const { responder, claims, verdicts, events, owner, onStep } = this.#options;
    try {
      await step('answer', () => responder.respond(submission.reply, reply));
    } catch (error) {
      // With nobody left to tell there is nothing left to do.
      if (!(error instanceof AnankorError) || error.kind === 'retryable') throw error;
    }
    await verdicts.told(submission.jobId);
    await claims.complete(submission.jobId, owner, 'ANSWERED');
    await onStep('completed');
    if (reply.key === 'failure') events.refused(factsOf(submission), reply.code);
    return 'answered';
  }
}

export function factsOf(submission: Submission): CommandFacts {
  return {
    command: submission.command,
    kind: submission.origin.kind,
    interactionId: submission.jobId,
    guildId: submission.guildId,
  };
}
