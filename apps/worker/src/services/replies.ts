import { backoffDelay, classify } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import type { Responder } from '@anankor/discord';
import type { Delivery } from '@anankor/ipc';
import { failure } from '@anankor/schemas';
import type { NowPlaying, Reply, ReplyRoute } from '@anankor/schemas';
import type { OnStep } from './steps.ts';

/** How long a reply waits for Lavalink to have done what it says. */
const SETTLE_MS = 1_500;
const ATTEMPTS = 6;
const retryPolicy = { initialMs: 500, maxMs: 10_000 };

export interface RepliesOptions {
  responder: Pick<Responder, 'respond' | 'correct'>;
  clock: Clock;
  signal: AbortSignal;
  onStep: OnStep;
  onSent(delivery: Delivery, reply: Reply): void;
  /** An answer that is not true any more could not be corrected. */
  onUncorrected(error: AnankorError): void;
  /** The member could not be told; the effect stands. */
  onFailed(delivery: Delivery, error: AnankorError): void;
}

/**
 * The last two steps of a job: tell the member, then acknowledge. Killed between them, the next owner finds the recorded reply
 * and sends it once more. A reply that can't be delivered (the token ran out, Discord is down for long) is given up, since
 * the effect was committed.
 */
export class Replies {
  readonly #options: RepliesOptions;
  #open = 0;
  #drained: (() => void)[] = [];

  constructor(options: RepliesOptions) {
    this.#options = options;
  }

  /**
   * `settled` resolves when Lavalink did what the reply says, `truth` to what is to be told when the effect is there or is not;
   * `panel` redraws the message a button is on, `sent` is called once it is told.
   */
  send(
    delivery: Delivery,
    truth: () => Promise<Reply>,
    settled: Promise<void> | null,
    panel: NowPlaying | null,
    sent: (reply: Reply) => void,
  ): void {
    this.#open += 1;
    void this.#send(delivery, truth, settled, panel, sent).finally(() => {
      this.#open -= 1;
      if (this.#open === 0) for (const resolve of this.#drained.splice(0)) resolve();
    });
  }

  /** Tells the member of a job that was given up, once; it is a dead letter by now, so nothing is acknowledged. */
  apologise(delivery: Delivery, error: AnankorError): void {
    const { responder, onFailed } = this.#options;
    const reply = failure('ER', { reference: delivery.job.jobId });
    void responder.respond(delivery.job.reply, reply).catch((thrown: unknown) => {
      onFailed(delivery, classify(thrown ?? error));
    });
  }

  /** Says `reply` in place of an answer that was sent to this route; tried once. */
  correct(route: ReplyRoute, reply: Reply): void {
    const { responder, onUncorrected } = this.#options;
    void responder.correct(route, reply).catch((thrown: unknown) => onUncorrected(classify(thrown)));
  }

  /** Resolves when no reply is under way. */
  idle(): Promise<void> {
    return this.#open === 0 ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }

  async #send(
    delivery: Delivery,
    truth: () => Promise<Reply>,
    settled: Promise<void> | null,
    panel: NowPlaying | null,
    sent: (reply: Reply) => void,
  ): Promise<void> {
    const { responder, clock, signal, onStep, onSent, onFailed } = this.#options;
    const { command } = delivery.job;
    if (settled) await Promise.race([settled, clock.sleep(SETTLE_MS, signal).catch(() => undefined)]);
    const reply = await truth();
    await onStep('settled', command);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await responder.respond(delivery.job.reply, reply, panel ? { panel } : {});
        await onStep('answered', command);
        onSent(delivery, reply);
        sent(reply);
        return delivery.ack();
      } catch (thrown) {
        const error = classify(thrown);
        if (error.code === 'CLAIM_LOST') return;
        if (error.kind !== 'retryable' || attempt >= ATTEMPTS) {
          onFailed(delivery, error);
          return delivery.ack();
        }
        await clock.sleep(backoffDelay(retryPolicy, attempt), signal).catch(() => undefined);
      }
    }
  }
}
