import { classify } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { InteractionClaims } from '@anankor/storage';
import { contextFromTraceparent, SpanKind, tracer, withSpan } from '@anankor/telemetry';
import type { Logger } from '@anankor/logger';
import type { Submission } from '../jobs/envelope.ts';
import type { MasterEvents } from '../metrics/master-events.ts';
import { INTERACTION_LIFE_MS } from '../services/replica-election.ts';
import type { FinishSubmission } from './finish-submission.ts';

export interface RecoverOptions {
  claims: InteractionClaims<Submission>;
  finish: FinishSubmission;
  events: MasterEvents;
  logger: Logger;
  clock: Clock;
  owner: string;
  leaseMs: number;
}

/** Claims looked after in one go. */
const LIMIT = 50;

/**
 * Finishes what dead replicas left: claims that are PENDING although their lease ran out. Each is taken over by one replica
 * and executed, or answered with an error once it is too old, before the interaction's 15 minutes are over.
 */
export class RecoverClaims {
  readonly #options: RecoverOptions;

  constructor(options: RecoverOptions) {
    this.#options = options;
  }

  /** One go; resolves to the number of claims taken over. Rejects where DynamoDB can't be asked. */
  async sweep(): Promise<number> {
    const { claims, clock, finish } = this.#options;
    const expired = await claims.expired({ now: clock.now(), limit: LIMIT });
    const left = expired.filter(({ interactionId }) => !finish.isInHand(interactionId));
    const taken = await Promise.all(left.map(({ interactionId }) => this.#recover(interactionId)));
    return taken.filter(Boolean).length;
  }

  async #recover(interactionId: string): Promise<boolean> {
    const { claims, clock, owner, leaseMs, finish, events, logger } = this.#options;
    let submission: Submission | null;
    try {
      submission = await claims.takeOver({ interactionId, owner, leaseMs, now: clock.now() });
    } catch (thrown) {
      const error = classify(thrown);
      logger.error({ interactionId, err: error }, 'a claim can’t be taken over');
      // A replica of another version may be able to read it. One that nobody reads while its member can be answered is given up.
      const age = clock.now() - Number(error.details['claimedAt'] ?? 0);
      if (error.kind === 'permanent' && age > INTERACTION_LIFE_MS)
        await claims.complete(interactionId, owner, 'ANSWERED').catch(() => undefined);
      return false;
    }
    if (!submission) return false;
    const left = submission;
    const parent = contextFromTraceparent(left.traceparent);
    await withSpan(tracer('@anankor/master'), 'recover', { parent, kind: SpanKind.INTERNAL }, async () => {
      const outcome = await finish.resume(left);
      events.recovered(interactionId, outcome === 'left' ? 'failed' : outcome);
    });
    return true;
  }
}
