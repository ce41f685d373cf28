import type { AnankorError } from '@anankor/core';
import type { Job } from '@anankor/schemas';

/**
 * `again`: the same entry is handed over once more after a delay; keep its lane closed until then, so that the order of
 * typing holds. `dead`: it was the last attempt, or the error is permanent. `left`: the consumer is leaving (or the error
 * is fatal), the entry stays pending for the next owner; `release` what waits behind it in its lane.
 */
export type RetryOutcome = 'again' | 'dead' | 'left';

/** One attempt at one job. Exactly one of its methods but `hold` is to be called once; further calls do nothing. */
export interface Delivery {
  readonly entryId: string;
  /** 1 is the first; counted in Redis, so it goes on counting when a worker dies. */
  readonly attempt: number;
  /** The attempt's number after which the job is given up. */
  readonly attempts: number;
  readonly job: Job;
  /** Whether this job may have been tried, and even applied, before. */
  readonly redelivered: boolean;
  /**
   * It waits for something that comes behind it: its place in its guild's share goes to the next, so that this is handed
   * over at all. It stays in hand.
   */
  hold(): void;
  /** The job is done and its answer is out: it leaves the group and the stream. */
  ack(): void;
  retry(error: AnankorError): RetryOutcome;
  /** Gives the job up: it becomes a dead letter, without its token. */
  dead(error: AnankorError): void;
  /** Leaves the entry pending, for the next owner of the worker. */
  release(): void;
}

/** What a delivery asks of its consumer. */
export interface DeliveryOwner {
  hold(delivery: JobDelivery): void;
  acknowledge(delivery: JobDelivery): void;
  retry(delivery: JobDelivery, error: AnankorError): RetryOutcome;
  bury(delivery: JobDelivery, error: AnankorError): void;
  release(delivery: JobDelivery): void;
}

export class JobDelivery implements Delivery {
  readonly entryId: string;
  readonly attempt: number;
  readonly attempts: number;
  readonly job: Job;
  readonly redelivered: boolean;
  /** Whether it has a place of its guild's share. */
  placed = true;
  readonly #owner: DeliveryOwner;
  #open = true;

  constructor(
    owner: DeliveryOwner,
    entryId: string,
    job: Job,
    attempt: { number: number; of: number; redelivered: boolean },
  ) {
    this.#owner = owner;
    this.entryId = entryId;
    this.job = job;
    this.attempt = attempt.number;
    this.attempts = attempt.of;
    this.redelivered = attempt.redelivered;
  }

  hold(): void {
    if (this.#open) this.#owner.hold(this);
  }

  ack(): void {
    if (this.#close()) this.#owner.acknowledge(this);
  }

  retry(error: AnankorError): RetryOutcome {
    return this.#close() ? this.#owner.retry(this, error) : 'left';
  }

  dead(error: AnankorError): void {
    if (this.#close()) this.#owner.bury(this, error);
  }

  release(): void {
    if (this.#close()) this.#owner.release(this);
  }

  #close(): boolean {
    const open = this.#open;
    this.#open = false;
    return open;
  }
}
