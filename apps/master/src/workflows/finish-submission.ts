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
import type { Verdict, Verdicts } from '../services/verdicts.ts';
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
 * The part of a submission that comes after its claim: placement, verdict, stream, completion. Every step may be repeated, by this
 * replica or by another that took the claim over: from the verdict on, nobody decides anew. An answer goes out before its claim is
 * completed: killed in between, it is told again rather than never.
 */
export class FinishSubmission {
  readonly #options: FinishOptions;

  constructor(options: FinishOptions) {
    this.#options = options;
  }

  /** Of a claim that was just made. Never rejects. */
  finish(submission: Submission): Promise<Finished> {
    return this.#untilDone(submission, () => this.#decide(submission));
  }

  /** Of a claim that somebody may have begun to finish. Never rejects. */
  resume(submission: Submission): Promise<Finished> {
    const { verdicts } = this.#options;
    return this.#untilDone(
      submission,
      async () => (await verdicts.of(submission.jobId)) ?? this.#decide(submission),
    );
  }

  /** Tells the member what was decided and ends the claim, if there is one. Never rejects. */
  async answer(submission: Submission, reply: Reply): Promise<Finished> {
    try {
      return await this.#answer(submission, reply);
    } catch {
      // It counts as failed already, and the claim stays for another try.
      return 'left';
    }
  }

  /** Ends what must not happen, since Discord told the member that it failed. Never rejects. */
  async drop({ jobId }: Submission): Promise<void> {
    const { verdicts, claims, owner } = this.#options;
    try {
      const reply = failure('ER', { reference: referenceOf(jobId) });
      if ((await verdicts.decide(jobId, { outcome: 'answer', reply })).outcome === 'execute') return;
      await verdicts.told(jobId);
      await claims.complete(jobId, owner, 'ANSWERED');
    } catch {
      // With the verdict, whoever takes the claim over ends it.
    }
  }

  async #untilDone(submission: Submission, decided: () => Promise<Verdict>): Promise<Finished> {
    const { verdicts, claims, clock, events, owner } = this.#options;
    const begun = clock.monotonic();
    try {
      const verdict = await decided();
      if (verdict.outcome === 'execute') return await this.#execute(submission, verdict, begun);
      // Whoever decided it may have died before it told.
      if (verdict.outcome === 'answer') return await this.#answer(submission, verdict.reply);
      await claims.complete(submission.jobId, owner, 'ANSWERED');
      return 'answered';
    } catch (thrown) {
      const error = classify(thrown);
      const reference = referenceOf(submission.jobId);
      events.failed(factsOf(submission), error, reference);
      if (error.kind === 'retryable') return 'left';
      const reply = failure('ER', { reference });
      // Another owner may have decided meanwhile; and what is to be executed stays so, whatever failed.
      const stands = await verdicts
        .decide(submission.jobId, { outcome: 'answer', reply })
        .catch(() => undefined);
      return stands?.outcome === 'answer' ? this.answer(submission, stands.reply) : 'left';
    }
  }

  /** The verdict that stands, this replica's where there was none. */
  async #decide(submission: Submission): Promise<Verdict> {
    const { verdicts, onStep } = this.#options;
    const wanted = await this.#judge(submission);
    const verdict = await step('verdict', () => verdicts.decide(submission.jobId, wanted));
    await onStep('decided');
    return verdict;
  }

  async #judge(submission: Submission) {
    const { placement, clock, onStep } = this.#options;
    const answer = (reply: Reply) => ({ outcome: 'answer', reply }) as const;
    if (clock.now() >= submission.expiresAt) return answer(failure('EX'));
    const placed = await step('place', () => placement.place(submission));
    await onStep('placed');
    if (!placed.ok) return answer(placed.reply);
    const { workerId, channelId } = placed;
    return { outcome: 'execute', workerId, channelId } as const;
  }

  async #execute(
    submission: Submission,
    { workerId, channelId }: Extract<Verdict, { outcome: 'execute' }>,
    begun: number,
  ): Promise<Finished> {
    const { verdicts, clock, events, claims, owner, onStep } = this.#options;
    const outcome = await this.#enqueue(workerId, submission, channelId);
    await onStep('enqueued');
    events.enqueued(factsOf(submission), outcome, clock.monotonic() - begun);
    if (outcome === 'full') {
      // Where that fails it is found unused later.
      await this.#options.placement.giveBack(submission.guildId, channelId, workerId).catch(() => undefined);
      await verdicts.answerInstead(submission.jobId, failure('OV'));
      return this.#answer(submission, failure('OV'));
    }
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
    await onStep('answered');
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
