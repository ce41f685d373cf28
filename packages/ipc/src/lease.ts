import { AnankorError, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { Redis } from 'ioredis';
import type { Log } from './log.ts';
import { scripts } from './script.ts';

/** A claim that was just won. */
export interface LeaseGrant {
  redis: Redis;
  /** The claim, and what it holds: this claim and no other. */
  key: string;
  owner: string;
  /** Greater than that of every claim before. */
  epoch: number;
  /** Monotonic time before the claim was sent. */
  claimedAt: number;
  ttlMs: number;
  /** Well below `ttlMs`, a third of it or less, so that a renewal may fail and be tried again. */
  renewEveryMs: number;
  /** Where a release is announced. */
  channel: string;
  /** What is held, in words and as details of logs and errors. */
  subject: string;
  details: Readonly<Record<string, string | number>>;
  clock?: Clock | undefined;
  logger?: Log | undefined;
}

/**
 * A right that ends unless it is renewed. Two guards, since a lock alone can't stop a process that sleeps past its end:
 * what is written under it names the epoch; and whoever holds it asks `held()`, the monotonic clock (it goes on while a
 * process is stopped), before each call to somebody who knows no epochs.
 */
export class Lease {
  readonly epoch: number;
  readonly #grant: LeaseGrant;
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  /** Ends the two watches. */
  readonly #over = new AbortController();
  #deadline: number;

  constructor(grant: LeaseGrant) {
    this.#grant = grant;
    this.#clock = grant.clock ?? systemClock;
    this.epoch = grant.epoch;
    this.#deadline = grant.claimedAt + grant.ttlMs;
    void this.#renew();
    void this.#watch();
  }

  /** Aborted, with CLAIM_LOST, when what was held may be another's by now. Never on `release`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** When the claim ends unless it is renewed, by the monotonic clock, in milliseconds. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Milliseconds for which it surely is this process's; 0 once it is not. */
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

  /** Gives it back at once and tells those who wait. Idempotent; what fails here, the claim's end settles. */
  async release(): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    const { redis, key, owner, channel } = this.#grant;
    await scripts.releaseClaim.run(redis, [key], [owner, channel]);
  }

  /** A tenth of the lease, for clocks that run at unequal speeds and for a call that is under way. */
  get #margin(): number {
    return Math.min(1000, this.#grant.ttlMs / 10);
  }

  async #renew(): Promise<void> {
    const { renewEveryMs, redis, key, owner, ttlMs, details, logger } = this.#grant;
    let wait = renewEveryMs;
    while (await this.#sleep(wait)) {
      // A lease that ran out is not revived: somebody may have seen `held()` say no.
      if (!this.held()) return;
      const sentAt = this.#clock.monotonic();
      try {
        const renewed = await scripts.renewClaim.run(redis, [key], [owner, ttlMs]);
        if (renewed !== 1) return this.#lose('the claim is gone or another owner has it');
        // Counted from before the request was sent: Redis counts from later, so the claim outlives this deadline.
        if (this.held()) this.#deadline = sentAt + ttlMs;
        wait = renewEveryMs;
      } catch {
        logger?.warn({ ...details }, 'renewing the claim failed, trying again');
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
    const { subject, details } = this.#grant;
    this.#lost.abort(
      new AnankorError('CLAIM_LOST', `The claim on ${subject} is lost: ${why}`, {
        details: { ...details, epoch: this.epoch },
      }),
    );
  }
}
