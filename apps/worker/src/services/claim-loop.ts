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

export interface ClaimLoopOptions<Held extends Claim> {
  acquire(signal: AbortSignal): Promise<Held>;
  own(claim: Held): Ownership;
  onRole(role: 'standby' | 'owner', claim: Held | null): void;
  onLost(claim: Held, error: AnankorError): void;
  /** Given up by itself; `drained` where another process is to have it. */
  onReleased(claim: Held, why: 'stopped' | 'drained'): void;
}

/**
 * The life of a worker process: standby until a token falls free, owner until the claim is lost or the process is asked to
 * stop, then standby again. Whatever is not a lost claim (a refused token, say) ends the process: `ended` rejects.
 */
export class ClaimLoop<Held extends Claim> implements Service {
  readonly name = 'claim loop';
  readonly ended: Promise<void>;
  readonly #options: ClaimLoopOptions<Held>;
  readonly #stopping = new AbortController();
  #drain: (() => void) | undefined;
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
  drain(): boolean {
    this.#drain?.();
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
    const { own, onRole, onLost, onReleased } = this.#options;
    const ownership = own(claim);
    const draining = new AbortController();
    this.#drain = () => {
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
      onReleased(claim, this.#stopping.signal.aborted ? 'stopped' : 'drained');
    } catch (thrown) {
      await ownership.abandon();
      const error = classify(
        claim.lost.aborted ? new AnankorError('CLAIM_LOST', 'The lease on the worker ran out') : thrown,
      );
      if (this.#stopping.signal.aborted || (draining.signal.aborted && !claim.lost.aborted)) return;
      if (error.code !== 'CLAIM_LOST') throw error;
      onLost(claim, error);
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
