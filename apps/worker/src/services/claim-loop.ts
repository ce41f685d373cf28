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
    const { own, onRole, onLost } = this.#options;
    const ownership = own(claim);
    const until = AbortSignal.any([this.#stopping.signal, claim.lost]);
    ownership.failed.catch(() => undefined);
    try {
      await Promise.race([ownership.start(until), ownership.failed]);
      onRole('owner', claim);
      await Promise.race([aborted(until), ownership.failed]);
      if (claim.lost.aborted) throw new AnankorError('CLAIM_LOST', 'The lease on the worker ran out');
      await ownership.handOver();
    } catch (thrown) {
      await ownership.abandon();
      const error = classify(
        claim.lost.aborted ? new AnankorError('CLAIM_LOST', 'The lease on the worker ran out') : thrown,
      );
      if (this.#stopping.signal.aborted) return;
      if (error.code !== 'CLAIM_LOST') throw error;
      onLost(claim, error);
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
