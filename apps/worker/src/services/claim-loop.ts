import { AnankorError, classify } from '@anankor/core';
import type { Service } from '@anankor/core';

/** A claim on a token, as the loop needs it. */
export interface Claim {
  readonly workerId: string;
  /** Aborts when the lease ran out or was taken. */
  readonly lost: AbortSignal;
  /** Lets the next process have the token at once. Idempotent. */
  release(): Promise<void>;
}

/** All that lives as long as a claim does. */
export interface Ownership {
  start(signal: AbortSignal): Promise<void>;
  /** Hands over: finishes what is in hand, persists, closes so that the next owner can resume. */
  handOver(): Promise<void>;
  /** Drops everything at once without writing: the token is somebody else's by now. */
  abandon(): Promise<void>;
  /** Rejects when the ownership can't go on: the claim was found lost, or the bot was refused. */
  readonly failed: Promise<never>;
}

/** Why an owner gives a worker up by itself: for another process to have it, or since its token was replaced or removed. */
export type DrainReason = 'drained' | 'replaced' | 'removed';

export interface ClaimLoopOptions<Held extends Claim> {
  acquire(signal: AbortSignal): Promise<Held>;
  own(claim: Held): Ownership;
  onRole(role: 'standby' | 'owner', claim: Held | null): void;
  onLost(claim: Held, error: AnankorError): void;
  /** It could not be owned, by TOKEN_REFUSED or DISCORD_UNAVAILABLE; the claim is released once this resolves. Never rejects. */
  onUnowned(claim: Held, error: AnankorError): Promise<void>;
  /** Handed over; the claim is released next. */
  onReleased(claim: Held, why: 'stopped' | DrainReason): Promise<void> | void;
}

/**
 * The life of a worker process: standby until a token falls free, owner until the claim is lost or the process is asked to
 * stop, then standby again. A token that Discord refuses, and a Discord that does not answer, end the ownership alone: this process
 * is a standby for the other tokens. Any other failure ends the process: `ended` rejects.
 */
export class ClaimLoop<Held extends Claim> implements Service {
  readonly name = 'claim loop';
  readonly ended: Promise<void>;
  readonly #options: ClaimLoopOptions<Held>;
  readonly #stopping = new AbortController();
  #drain: ((why: DrainReason) => void) | undefined;
  readonly #end: PromiseWithResolvers<undefined> = Promise.withResolvers();
  #running: Promise<void> = Promise.resolve();

  constructor(options: ClaimLoopOptions<Held>) {
    this.#options = options;
    this.ended = this.#end.promise;
    this.ended.catch(() => undefined);
  }

  /** Returns at once: a standby is a process that runs. */
  async start(): Promise<void> {
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#end.reject(classify(error));
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the worker was asked to stop'));
    await this.#running;
  }

  /** Hands the worker over to another process and becomes a standby; false where none is owned. */
  drain(why: DrainReason = 'drained'): boolean {
    this.#drain?.(why);
    return this.#drain !== undefined;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { acquire, onRole } = this.#options;
    while (!signal.aborted) {
      onRole('standby', null);
      const claim = await acquire(signal);
      await this.#own(claim).finally(() => claim.release());
    }
  }

  async #own(claim: Held): Promise<void> {
    const { own, onRole, onLost, onReleased, onUnowned } = this.#options;
    const ownership = own(claim);
    const draining = new AbortController();
    let reason: DrainReason = 'drained';
    this.#drain = (why) => {
      reason = why;
      draining.abort(new Error('the worker is handed over'));
    };
    const until = AbortSignal.any([this.#stopping.signal, claim.lost, draining.signal]);
    ownership.failed.catch(() => undefined);
    try {
      await Promise.race([ownership.start(until), ownership.failed]);
      onRole('owner', claim);
      await Promise.race([aborted(until), ownership.failed]);
      if (claim.lost.aborted) throw new AnankorError('CLAIM_LOST', 'The lease on the worker ran out');
      await ownership.handOver();
      await onReleased(claim, this.#stopping.signal.aborted ? 'stopped' : reason);
    } catch (thrown) {
      await ownership.abandon();
      const error = classify(
        claim.lost.aborted ? new AnankorError('CLAIM_LOST', 'The lease on the worker ran out') : thrown,
      );
      if (this.#stopping.signal.aborted || (draining.signal.aborted && !claim.lost.aborted)) return;
      if (error.code === 'CLAIM_LOST') return onLost(claim, error);
      if (error.code !== 'TOKEN_REFUSED' && error.code !== 'DISCORD_UNAVAILABLE') throw error;
      await onUnowned(claim, error);
    } finally {
      this.#drain = undefined;
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
