import type { AcquireOptions } from './acquire-options.ts';
import { claimFreeToken } from './claim-token.ts';
import type { Claimed } from './claim-token.ts';
import { Lease } from './lease.ts';
import { releasedChannel } from './standby.ts';
import { tokenHash, workerIdOf } from './worker-token.ts';

/** The right to be one worker: every write to its keys names the epoch and is refused when a later owner took one. */
export class WorkerLease extends Lease {
  readonly token: string;
  readonly workerId: string;

  private constructor(options: AcquireOptions, claimed: Claimed) {
    const { redis, keys, ttlMs, renewEveryMs, clock, logger } = options;
    const { key, owner, epoch, claimedAt, token, workerId } = claimed;
    const claim = { key, owner, epoch, claimedAt, channel: releasedChannel(keys) };
    const subject = `worker ${workerId}`;
    super({ ...claim, redis, ttlMs, renewEveryMs, subject, details: { workerId }, clock, logger });
    this.token = token;
    this.workerId = workerId;
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
}
