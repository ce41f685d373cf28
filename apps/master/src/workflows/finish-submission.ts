import { AnankorError, backoffDelay, classify, within } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { Responder } from '@anankor/discord';
import type { JobQueue } from '@anankor/ipc';
import { failure } from '@anankor/schemas';
import type { FailureCode, Reply } from '@anankor/schemas';
import type { InteractionClaims } from '@anankor/storage';
import { anankor, injectTraceparent, messaging, SpanKind } from '@anankor/telemetry';
import { envelopeOf } from '../jobs/envelope.ts';
import type { Submission } from '../jobs/envelope.ts';
import type { CommandFacts, MasterEvents } from '../metrics/master-events.ts';
import { referenceOf, step } from '../middleware/trace.ts';
import type { WorkerPlacement } from '../services/placement.ts';
import type { Verdict, Verdicts } from '../services/verdicts.ts';
import { PATIENCE_MS } from './patience.ts';
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

/** How far one replica got with a claim of its own, for when it has to stand down. */
interface Attempt {
  /** Its job may be on the stream. */
  sent: boolean;
  /** The member has an answer. */
  answered: boolean;
  /** It goes on no more. */
  over: boolean;
}

const outages: ReadonlySet<string> = new Set<FailureCode>(['ER', 'UN', 'UD']);
const retryPolicy = { initialMs: 100, maxMs: 1_000 };

/**
 * The part of a submission that comes after its claim: placement, verdict, stream, completion. Every step may be repeated, by this
 * replica or by another that took the claim over: from the verdict on, nobody decides anew. An answer goes out before its claim is
 * completed: killed in between, it is told again rather than never.
 */
export class FinishSubmission {
  readonly #options: FinishOptions;
  readonly #inHand = new Set<string>();

  constructor(options: FinishOptions) {
    this.#options = options;
  }

  /** Whether this replica is about to finish it, so that it need not be taken over. */
  isInHand(interactionId: string): boolean {
    return this.#inHand.has(interactionId);
  }

  /** Of a claim that was just made. Never rejects. */
  async finish(submission: Submission): Promise<Finished> {
    this.#inHand.add(submission.jobId);
    try {
      return await this.#withPatience(submission);
    } finally {
      this.#inHand.delete(submission.jobId);
    }
  }

  /** Of a claim that somebody may have begun to finish. Never rejects. */
  async resume(submission: Submission): Promise<Finished> {
    const { verdicts } = this.#options;
    const decided = async (): Promise<Verdict> =>
      (await verdicts.of(submission.jobId)) ?? this.#decide(submission);
    const attempt = { sent: false, answered: false, over: false };
    const done = await this.#try(submission, decided, attempt);
    if (typeof done === 'string') return done;
    // It counted as failed where it was given. Its job may be on the stream, so all that can be said is that it is open.
    if (!attempt.answered) await this.undecided(submission);
    return 'left';
  }

  /** Tells the member that it is open whether the command will be executed. Never rejects. */
  async undecided({ jobId, reply }: Submission): Promise<void> {
    const { responder } = this.#options;
    await responder.respond(reply, failure('UD', { reference: referenceOf(jobId) })).catch(() => undefined);
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

  /** Again and again while Redis or DynamoDB does not answer, for as long as a member waits; then it stands down. */
  async #withPatience(submission: Submission): Promise<Finished> {
    const { clock, events } = this.#options;
    const deadline = clock.now() + PATIENCE_MS - Math.max(0, clock.now() - submission.issuedAt);
    const attempt = { sent: false, answered: false, over: false };
    let error = new AnankorError('REDIS_UNAVAILABLE', 'Redis does not answer');
    for (let tries = 1; ; tries += 1) {
      const leftMs = Math.max(0, deadline - clock.now());
      const trying = this.#try(submission, () => this.#decide(submission), attempt);
      const done = await within<Finished | AnankorError | null>(trying, leftMs, null);
      if (typeof done === 'string') return done;
      error = done ?? error;
      const pause = backoffDelay(retryPolicy, tries);
      if (done === null || clock.now() + pause >= deadline) break;
      await clock.sleep(pause);
    }
    attempt.over = true;
    if (!attempt.answered) events.failed(factsOf(submission), error, referenceOf(submission.jobId));
    return this.#standDown(submission, attempt);
  }

  /**
   * Nobody waits any longer. What is not on a stream yet is ended in DynamoDB, where every replica looks before it executes anything,
   * and only then the member is told that nothing was done. Where that can't be had either it stays open, and the member is told so.
   */
  async #standDown(submission: Submission, attempt: Attempt): Promise<Finished> {
    const { claims, owner, responder } = this.#options;
    const { jobId } = submission;
    if (attempt.sent) return this.#leaveOpen(submission);
    let ended: boolean;
    try {
      ended = await claims.complete(jobId, owner, 'ANSWERED');
    } catch {
      return attempt.answered ? 'left' : this.#leaveOpen(submission);
    }
    // Otherwise another replica has it, and answers.
    if (!ended) return 'left';
    if (attempt.answered) return 'answered';
    const reply = failure('UN', { reference: referenceOf(jobId) });
    await responder.respond(submission.reply, reply).catch(() => undefined);
    return 'answered';
  }

  async #leaveOpen(submission: Submission): Promise<Finished> {
    await this.undecided(submission);
    return 'left';
  }

  /** Once; an error where trying again may help. */
  async #try(
    submission: Submission,
    decided: () => Promise<Verdict>,
    attempt: Attempt,
  ): Promise<Finished | AnankorError> {
    const { verdicts, claims, clock, events, owner } = this.#options;
    const begun = clock.monotonic();
    try {
      const verdict = await decided();
      if (verdict.outcome === 'execute') return await this.#execute(submission, verdict, begun, attempt);
      // Whoever decided it may have died before it told.
      if (verdict.outcome === 'answer') return await this.#answer(submission, verdict.reply, attempt);
      await claims.complete(submission.jobId, owner, 'ANSWERED');
      return 'answered';
    } catch (thrown) {
      const error = classify(thrown);
      if (error.kind === 'retryable') return error;
      const reference = referenceOf(submission.jobId);
      events.failed(factsOf(submission), error, reference);
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
    attempt: Attempt,
  ): Promise<Finished> {
    const { verdicts, clock, events, claims, owner, onStep } = this.#options;
    if (attempt.over) return 'left';
    attempt.sent = true;
    const outcome = await this.#enqueue(workerId, submission, channelId);
    await onStep('enqueued');
    events.enqueued(factsOf(submission), outcome, clock.monotonic() - begun);
    if (outcome === 'full') {
      // Where that fails it is found unused later.
      await this.#options.placement.giveBack(submission.guildId, channelId, workerId).catch(() => undefined);
      await verdicts.answerInstead(submission.jobId, failure('OV'));
      return this.#answer(submission, failure('OV'), attempt);
    }
    try {
      await step('complete', () => claims.complete(submission.jobId, owner, 'ENQUEUED', workerId));
    } catch {
      // The job is on the stream, so no failure may be told any more, whatever this one is. Whoever takes the claim over ends it.
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

  async #answer(submission: Submission, reply: Reply, attempt?: Attempt): Promise<Finished> {
    const { responder, claims, verdicts, events, owner, onStep } = this.#options;
    if (attempt?.over) return 'left';
    try {
      await step('answer', () => responder.respond(submission.reply, reply));
    } catch (error) {
      // With nobody left to tell there is nothing left to do.
      if (!(error instanceof AnankorError) || error.kind === 'retryable') throw error;
    }
    if (attempt) attempt.answered = true;
    await onStep('answered');
    await verdicts.told(submission.jobId);
    await claims.complete(submission.jobId, owner, 'ANSWERED');
    await onStep('completed');
    // What broke was counted as failed when it broke.
    if (reply.key === 'failure' && !outages.has(reply.code)) events.refused(factsOf(submission), reply.code);
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
