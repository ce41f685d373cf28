import type { Clock } from '@anankor/core';
import type { Acknowledger } from '@anankor/discord';
import type { Logger } from '@anankor/logger';
import type { CommandRequest } from '../interactions/request.ts';
import type { MasterEvents } from '../metrics/master-events.ts';
import { defer } from '../middleware/defer.ts';
import { step } from '../middleware/trace.ts';
import type { Turn } from '../services/guild-order.ts';
import type { ClaimInteraction } from './claim-interaction.ts';
import { factsOf } from './finish-submission.ts';
import type { FinishSubmission } from './finish-submission.ts';
import type { OnStep } from './steps.ts';

export interface SubmitOptions {
  acknowledger: Acknowledger;
  claimer: ClaimInteraction;
  finish: FinishSubmission;
  events: MasterEvents;
  logger: Logger;
  clock: Clock;
  onStep: OnStep;
}

/**
 * Making up a claim keeps the thread busy for longer than a deferral does, which needs some turns of the event loop until it
 * is sent. So the claim begins this many milliseconds later; Discord's answer takes many times that.
 */
const CLAIM_AFTER_MS = 2;

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
    const { claimer, finish, events, clock } = this.#options;
    const claiming = clock.sleep(CLAIM_AFTER_MS).then(() => claimer.claim(request));
    const [heard, claim] = await Promise.all([this.#defer(request), claiming]);
    const { submission } = claim;
    if (claim.outcome === 'duplicate') {
      events.duplicate(factsOf(submission));
    } else if (!heard) {
      // The member was told by Discord that it failed, so it must not happen later.
      await finish.drop(submission);
    } else if (claim.outcome === 'claimed') {
      await turn.ready();
      await finish.finish(submission);
    } else {
      await finish.answer(submission, claim.reply);
      const late = await claim.late;
      // The verdict stands, so this only ends the claim.
      if (late?.outcome === 'claimed') await finish.resume(late.submission);
    }
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
}
