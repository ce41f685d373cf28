import { AnankorError, backoffDelay, classify, within } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { InteractionClaims } from '@anankor/storage';
import { injectTraceparent } from '@anankor/telemetry';
import type { CommandRequest } from '../interactions/request.ts';
import { submissionOf } from '../jobs/envelope.ts';
import type { Submission } from '../jobs/envelope.ts';
import type { MasterEvents } from '../metrics/master-events.ts';
import { referenceOf, step } from '../middleware/trace.ts';
import { isDj } from '../services/dj-check.ts';
import { INTERACTION_LIFE_MS } from '../services/replica-election.ts';
import type { ReplicaElection } from '../services/replica-election.ts';
import type { SettingsCache } from '../services/settings-cache.ts';
import type { Verdict, Verdicts } from '../services/verdicts.ts';
import { factsOf } from './finish-submission.ts';
import { PATIENCE_MS } from './patience.ts';
import type { OnStep } from './steps.ts';

export interface ClaimOptions {
  settings: SettingsCache;
  claims: InteractionClaims<Submission>;
  election: ReplicaElection;
  verdicts: Verdicts;
  events: MasterEvents;
  clock: Clock;
  owner: string;
  /** Milliseconds from the claim to the stream; past them another replica takes over. */
  leaseMs: number;
  /** Tells the member that it is open whether the command will be executed. */
  undecided(submission: Submission): Promise<void>;
  onStep: OnStep;
}

type Decided =
  { outcome: 'claimed'; submission: Submission } | { outcome: 'duplicate'; submission: Submission };

interface GivenUp {
  outcome: 'given up';
  submission: Submission;
  reply: Reply;
  /** What the try under way came to after all; never rejects. A claim among them is still to be ended. */
  late: Promise<Decided | null>;
}

/** `given up`: nobody executes it, and the member is to be told. */
export type Claimed = Decided | GivenUp;

/** Milliseconds after its patience for which a replica that gives up waits for Redis; then the member is told that it is open. */
const REDIS_PATIENCE_MS = 1_000;
const retryPolicy = { initialMs: 100, maxMs: 2_000 };

/** Makes an interaction this replica's, or gives it up where DynamoDB does not say within a member's patience. */
export class ClaimInteraction {
  readonly #options: ClaimOptions;

  constructor(options: ClaimOptions) {
    this.#options = options;
  }

  /**
   * A write without an answer may be applied later. So giving up is a verdict, which whoever meets that claim obeys; and where
   * another replica was faster and executes the command, it is no failure.
   */
  async claim(request: CommandRequest): Promise<Claimed> {
    const { clock, events } = this.#options;
    const submission = submissionOf(request, {
      isDj: false,
      now: clock.now(),
      traceparent: injectTraceparent(),
    });
    const over = new AbortController();
    const failed: { last?: AnankorError } = {};
    const tries = this.#try(request, submission, over.signal, failed);
    const patience = clock.sleep(PATIENCE_MS, over.signal).then(
      () => null,
      () => null,
    );
    const decided = await Promise.race([tries, patience]);
    over.abort();
    if (decided) return decided;
    const verdict = await this.#giveUp(submission, failed.last);
    if (verdict.outcome !== 'answer') return { outcome: 'duplicate', submission };
    const error = failed.last ?? new AnankorError('DYNAMODB_UNAVAILABLE', 'DynamoDB does not answer');
    events.failed(factsOf(submission), error, referenceOf(submission.jobId));
    return { outcome: 'given up', submission, reply: verdict.reply, late: tries };
  }

  /** Tries until it is decided; null where it is of no use, or `signal` says that it is over. */
  async #try(
    request: CommandRequest,
    draft: Submission,
    signal: AbortSignal,
    failed: { last?: AnankorError },
  ): Promise<Decided | null> {
    const { clock } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#tryOnce(request, draft);
      } catch (thrown) {
        const error = classify(thrown);
        failed.last = error;
        if (error.code !== 'DYNAMODB_UNAVAILABLE') return null;
        await clock.sleep(backoffDelay(retryPolicy, attempt), signal).catch(() => undefined);
        if (signal.aborted) return null;
      }
    }
  }

  async #tryOnce(request: CommandRequest, draft: Submission): Promise<Decided> {
    const { settings: cache, claims, election, owner, leaseMs, clock, onStep } = this.#options;
    const { version, settings: values } = await cache.of(request.guildId);
    const submission = {
      ...draft,
      actor: { ...draft.actor, isDj: isDj(values, request.caller) },
      reply: { ...draft.reply, ...(values.locale !== null && { guildLocale: values.locale }) },
      ...(version > 0 && { settings: { version, values } }),
    };
    const put = { interactionId: submission.jobId, owner, leaseMs, envelope: submission, now: clock.now() };
    const claim = await step('claim', () => claims.claim(put));
    await onStep('claimed');
    election.settle(submission.jobId).catch(() => undefined);
    // An earlier try of ours arrived after all.
    const isOurs = claim.outcome === 'duplicate' && claim.owner === owner && claim.status === 'PENDING';
    return { outcome: isOurs ? 'claimed' : claim.outcome, submission };
  }

  /** Without Redis nobody knows whether it is executed: the member is told so, and this goes on for as long as they can be told more. */
  async #giveUp(submission: Submission, error: AnankorError | undefined): Promise<Verdict> {
    const { clock, undecided } = this.#options;
    const down = error === undefined || error.code === 'DYNAMODB_UNAVAILABLE';
    const deciding = this.#decideToAnswer(submission, down ? 'UN' : 'ER');
    const verdict = await within<Verdict | null>(deciding, REDIS_PATIENCE_MS, null);
    if (verdict) return verdict;
    if (clock.now() < submission.issuedAt + INTERACTION_LIFE_MS) await undecided(submission);
    return deciding;
  }

  async #decideToAnswer({ jobId, issuedAt }: Submission, code: 'UN' | 'ER'): Promise<Verdict> {
    const { verdicts, clock, onStep } = this.#options;
    const reply = failure(code, { reference: referenceOf(jobId) });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const verdict = await verdicts.decide(jobId, { outcome: 'answer', reply });
        if (verdict.outcome === 'answer') await onStep('given up');
        return verdict;
      } catch {
        // By then nobody can be told any more.
        if (clock.now() >= issuedAt + INTERACTION_LIFE_MS) return { outcome: 'told' };
        await clock.sleep(backoffDelay(retryPolicy, attempt));
      }
    }
  }
}
