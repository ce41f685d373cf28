import { AnankorError, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { AcquireOptions } from './acquire-options.ts';
import { claimFreeToken } from './claim-token.ts';
import type { Claimed } from './claim-token.ts';
import { scripts } from './script.ts';
import { releasedChannel } from './standby.ts';
import { tokenHash, workerIdOf } from './worker-token.ts';

/**
 * The right to be one worker. Two guards, since a lock alone can't stop a process that sleeps past its end: every write
 * to Redis names the epoch and is refused when a later owner took one; and whoever holds the lease asks `held()`, the
 * monotonic clock (it goes on while a process is stopped), before each call to somebody who knows no epochs.
 */
export class WorkerLease {
  readonly token: string;
  readonly workerId: string;
  readonly epoch: number;
  readonly #options: AcquireOptions;
  readonly #claimed: Claimed;
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  /** Ends the two watches. */
  readonly #over = new AbortController();
  #deadline: number;

  private constructor(options: AcquireOptions, claimed: Claimed) {
    this.#options = options;
    this.#claimed = claimed;
    this.#clock = options.clock ?? systemClock;
    this.token = claimed.token;
    this.workerId = claimed.workerId;
    this.epoch = claimed.epoch;
    this.#deadline = claimed.claimedAt + options.ttlMs;
    void this.#renew();
    void this.#watch();
  }

  static readonly tokenHash = tokenHash;
  static readonly workerIdOf = workerIdOf;

  /**
   * Waits, as a hot standby, until one of the tokens is free, and takes it. Trouble with Redis is waited out. Rejects with
   * ENV_INVALID for tokens that can't be, and with the signal's reason.
   */
  static async acquire(options: AcquireOptions): Promise<WorkerLease> {
    return new WorkerLease(options, await claimFreeToken(options));
  }

  /** Aborted, with CLAIM_LOST, when the worker may be another's by now. Never on `release`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** When the claim ends unless it is renewed, by the monotonic clock, in milliseconds. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Milliseconds for which the worker surely is this process's; 0 once it is not. */
  remainingMs(): number {
    if (this.#over.signal.aborted) return 0;
    return Math.max(0, this.#deadline - this.#margin - this.#clock.monotonic());
  }

  /** To be asked before every side effect that knows no fence. Once false it stays false. */
  held(): boolean {
    if (this.#over.signal.aborted) return false;
    if (this.remainingMs() > 0) return true;
    this.#lose('its time ran out before a renewal');
    return false;
  }

  /** Gives the worker back at once and wakes the standbys. Idempotent; what fails here, the claim's end settles. */
  async release(): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    const { redis, keys } = this.#options;
    await scripts.releaseClaim.run(redis, [this.#claimed.key], [this.#claimed.owner, releasedChannel(keys)]);
  }

  /** A tenth of the lease, for clocks that run at unequal speeds and for a call that is under way. */
  get #margin(): number {
    return Math.min(1000, this.#options.ttlMs / 10);
  }

  async #renew(): Promise<void> {
    const { renewEveryMs, redis, ttlMs, logger } = this.#options;
    let wait = renewEveryMs;
    while (await this.#sleep(wait)) {
      // A lease that ran out is not revived: somebody may have seen `held()` say no.
      if (!this.held()) return;
      const sentAt = this.#clock.monotonic();
      try {
        const renewed = await scripts.renewClaim.run(
          redis,
          [this.#claimed.key],
          [this.#claimed.owner, ttlMs],
        );
        if (renewed !== 1) return this.#lose('the claim is gone or another owner has it');
        // Counted from before the request was sent: Redis counts from later, so the claim outlives this deadline.
        if (this.held()) this.#deadline = sentAt + ttlMs;
        wait = renewEveryMs;
      } catch {
        logger?.warn({ workerId: this.workerId }, 'renewing the claim failed, trying again');
        wait = renewEveryMs / 4;
      }
    }
  }

  /** Notices the deadline while a renewal hangs. */
  async #watch(): Promise<void> {
    while (this.held()) {
      if (!(await this.#sleep(Math.ceil(this.remainingMs()) + 1))) return;
    }
  }

  /** False when the lease is over. */
  async #sleep(ms: number): Promise<boolean> {
    const { signal } = this.#over;
    return this.#clock.sleep(ms, signal).then(
      () => !signal.aborted,
      () => false,
    );
  }

  #lose(why: string): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#lost.abort(
      new AnankorError('CLAIM_LOST', `The claim on worker ${this.workerId} is lost: ${why}`, {
        details: { workerId: this.workerId, epoch: this.epoch },
      }),
    );
  }
}
