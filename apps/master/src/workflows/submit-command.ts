import { backoffDelay, classify } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { Acknowledger } from '@anankor/discord';
import type { Logger } from '@anankor/logger';
import type { InteractionClaims } from '@anankor/storage';
import { injectTraceparent } from '@anankor/telemetry';
import type { CommandRequest } from '../interactions/request.ts';
import { submissionOf } from '../jobs/envelope.ts';
import type { Submission } from '../jobs/envelope.ts';
import type { MasterEvents } from '../metrics/master-events.ts';
import { defer } from '../middleware/defer.ts';
import { referenceOf, step } from '../middleware/trace.ts';
import type { DjCheck } from '../services/dj-check.ts';
import type { Turn } from '../services/guild-order.ts';
import type { ReplicaElection } from '../services/replica-election.ts';
import { factsOf } from './finish-submission.ts';
import type { FinishSubmission } from './finish-submission.ts';
import type { OnStep } from './steps.ts';

export interface SubmitOptions {
  acknowledger: Acknowledger;
  djCheck: DjCheck;
  claims: InteractionClaims<Submission>;
  election: ReplicaElection;
  finish: FinishSubmission;
  events: MasterEvents;
  logger: Logger;
  clock: Clock;
  owner: string;
  /** Milliseconds from the claim to the stream; past them another replica takes over. */
  leaseMs: number;
  onStep: OnStep;
}

type Claimed =
  | { outcome: 'claimed' | 'duplicate'; submission: Submission }
  | { outcome: 'failed'; submission: Submission; reference: string };

/**
 * Making up a claim keeps the thread busy for longer than a deferral does, which needs some turns of the event loop until it
 * is sent. So the claim begins this many milliseconds later; Discord's answer takes many times that.
 */
const CLAIM_AFTER_MS = 2;
/** Tries of a claim while DynamoDB refuses every connection, some seconds in all. */
const UNREACHED_TRIES = 5;
const retryPolicy = { initialMs: 100, maxMs: 2_000 };

/**
 * From an allowed command to its job on a worker's stream: the one use case of the master.
 *
 * The deferral is what the member waits for, so the claim runs beside it. The claim alone decides: a replica that loses it
 * stops, whatever it has deferred. From the claim on, every acknowledged command is executed or answered, by this replica or
 * by whichever takes the claim over.
 */
export class SubmitCommand {
  readonly #options: SubmitOptions;

  constructor(options: SubmitOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async submit(request: CommandRequest, turn: Pick<Turn, 'ready'>): Promise<void> {
    const { finish, claims, election, events, owner, clock } = this.#options;
    const claiming = clock.sleep(CLAIM_AFTER_MS).then(() => this.#claim(request));
    const [heard, claim] = await Promise.all([this.#defer(request), claiming]);
    if (claim.outcome === 'failed') {
      if (!heard) return;
      // Nobody may go on with what is answered with an error.
      await election.settle(claim.submission.jobId).catch(() => undefined);
      await finish.giveUp(claim.submission, claim.reference);
      return;
    }
    if (claim.outcome === 'duplicate') {
      events.duplicate(factsOf(claim.submission));
      return;
    }
    if (heard) {
      await turn.ready();
      await finish.finish(claim.submission);
      return;
    }
    // The member was told by Discord that it failed, so it must not happen later.
    await claims.complete(claim.submission.jobId, owner, 'ANSWERED').catch(() => undefined);
  }

  async #defer(request: CommandRequest): Promise<boolean> {
    const { acknowledger, logger, events, clock, onStep } = this.#options;
    const begun = clock.monotonic();
    const heard = await step('defer', () => defer(acknowledger, request.route, logger));
    await onStep('deferred');
    const { command, origin, route, guildId } = request;
    const facts = { command: command.path, kind: origin.kind, interactionId: route.interactionId, guildId };
    events.acknowledged(facts, clock.monotonic() - begun);
    return heard;
  }

  /**
   * Tries until it is decided. A write without an answer may be applied later, and whoever takes that claim over executes it
   * until it expires: so the member is told of a failure only when none can have arrived, or the command is expired.
   */
  async #claim(request: CommandRequest): Promise<Claimed> {
    const { events, clock } = this.#options;
    const draft = submissionOf(request, { isDj: false, now: clock.now(), traceparent: injectTraceparent() });
    let arrived = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#tryClaim(request, draft);
      } catch (thrown) {
        const error = classify(thrown);
        const reference = referenceOf(draft.jobId);
        if (attempt === 1) events.failed(factsOf(draft), error, reference);
        arrived ||= error.details['reason'] !== 'ECONNREFUSED';
        const over = clock.now() >= draft.expiresAt || (!arrived && attempt === UNREACHED_TRIES);
        if (error.code !== 'DYNAMODB_UNAVAILABLE' || over)
          return { outcome: 'failed', submission: draft, reference };
        await clock.sleep(backoffDelay(retryPolicy, attempt));
      }
    }
  }

  async #tryClaim(request: CommandRequest, draft: Submission): Promise<Claimed> {
    const { djCheck, claims, election, owner, leaseMs, clock, onStep } = this.#options;
    const isDj = await djCheck.isDj(request.guildId, request.caller);
    const submission = { ...draft, actor: { ...draft.actor, isDj } };
    const put = { interactionId: submission.jobId, owner, leaseMs, envelope: submission, now: clock.now() };
    const claim = await step('claim', () => claims.claim(put));
    await onStep('claimed');
    election.settle(submission.jobId).catch(() => undefined);
    // An earlier try of ours arrived after all.
    const isOurs = claim.outcome === 'duplicate' && claim.owner === owner && claim.status === 'PENDING';
    return { outcome: isOurs ? 'claimed' : claim.outcome, submission };
  }
}
