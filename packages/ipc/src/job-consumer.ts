import { backoffDelay, classify, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { ReplyRoute } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { CONSUMER_GROUP } from './consumer-group.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import { InHand } from './in-hand.ts';
import { silentLog } from './log.ts';
import type { Log } from './log.ts';
import { StreamGroup } from './stream-group.ts';
import type { OwnEntries } from './stream-group.ts';

export interface JobConsumerOptions {
  /** A connection of the role `blocking`, for this consumer alone; it is disconnected when reading ends. */
  blocking: Redis;
  /** A connection of the role `commands`. */
  commands: Redis;
  keys: RedisKeys;
  workerId: string;
  /** Unique to this owner and its epoch: what is pending for any other name belongs to the dead. */
  consumer: string;
  group?: string;
  /** Most deliveries in hand; reading pauses at it. */
  prefetch: number;
  /**
   * Most deliveries of one guild in hand; what comes beyond them is read past and handed over in its turn, so that a
   * guild's flood does not delay others. `prefetch` unless told.
   */
  guildShare?: number;
  /** Most entries of one read. */
  batch: number;
  /** How long a read waits for work, milliseconds. */
  blockMs: number;
  retry: {
    /** Instead of what each command defines. */
    attempts?: number;
    /**
     * Delay before the 2nd, 3rd, … attempt in milliseconds, and least idle time of what a running consumer takes over
     * from one that is gone; the last goes for all that follow. At least one.
     */
    idleMs: readonly number[];
  };
  /** How often to look for entries of consumers that are gone, milliseconds. 30 s unless told. */
  sweepMs?: number;
  /** Roughly how many dead letters are kept. 10,000 unless told. */
  maxDeadLetters?: number;
  /**
   * Milliseconds for which this process surely owns the worker. A read never waits beyond it, so that the server can't
   * hand a job to a frozen process whose lease has ended; at 0 reading ends.
   */
  leaseMs?(): number;
  /** Takes a delivery in hand, in the order of the stream; it is settled later. */
  handle(delivery: Delivery): void;
  /** A job was given up without having been handed over: malformed, or it took its worker down at each attempt. */
  onPoison?(dead: DeadLetter & { reply?: ReplyRoute }): void;
  clock?: Clock;
  logger?: Log;
}

/**
 * From this attempt on, what a dead owner left is handed over one at a time and counted only then. A job that kills its
 * process is so told apart from those that merely were in hand beside it: they are not counted to death with it.
 */
const SOLO_FROM = 3;

const reconnect = { initialMs: 50, maxMs: 2000 };

/** The worker's end of its stream: at-least-once delivery, in order, bounded, to a handler that settles each job. */
export class JobConsumer {
  readonly #options: JobConsumerOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #group: StreamGroup;
  readonly #inHand: InHand;
  /** Aborted when reading ends. */
  readonly #reading = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #nextSweep = 0;

  constructor(options: JobConsumerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.logger ?? silentLog;
    this.#group = new StreamGroup({
      blocking: options.blocking,
      commands: options.commands,
      stream: options.keys.jobs(options.workerId),
      deadLetters: options.keys.deadLetters(options.workerId),
      jobKey: (jobId) => options.keys.job(options.workerId, jobId),
      group: options.group ?? CONSUMER_GROUP,
      consumer: options.consumer,
      maxDeadLetters: options.maxDeadLetters ?? 10_000,
    });
    this.#inHand = new InHand({
      ...options,
      guildShare: options.guildShare ?? options.prefetch,
      group: this.#group,
      clock: this.#clock,
      log: this.#log,
    });
  }

  /** Deliveries in hand, those that wait for their next attempt included. */
  get inFlight(): number {
    return this.#inHand.count;
  }

  /**
   * Resolves when reading has begun; what a former owner left comes first. From then on trouble with Redis is waited out.
   * Aborting the signal is `pause()`.
   */
  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#group.ensure();
    signal.throwIfAborted();
    signal.addEventListener('abort', () => this.pause(), { once: true });
    this.#loop = this.#read();
  }

  /** Stops reading, for good. What is in hand goes on. */
  pause(): void {
    if (this.#reading.signal.aborted) return;
    this.#reading.abort();
    this.#inHand.leave();
    // Ends a read that waits. What the server just put into the lost reply stays pending for the next owner.
    this.#options.blocking.disconnect();
  }

  /**
   * Stops reading and waits until what is in hand is settled and written; retries that wait get their attempt now.
   * Resolves to the number of deliveries unsettled after `timeoutMs`: they stay pending for the next owner.
   */
  async drain(timeoutMs: number): Promise<number> {
    this.pause();
    await this.#within(timeoutMs, async () => {
      await this.#loop;
      await this.#inHand.empty();
    });
    return this.inFlight;
  }

  /** Stops without waiting for what is in hand; acknowledgements already given are written, if Redis answers. Idempotent. */
  async stop(): Promise<void> {
    this.pause();
    await this.#loop;
    await this.#within(2000, () => this.#inHand.written());
    this.#inHand.close();
  }

  /** The one loop that reads. It ends with `pause`, and with nothing else. */
  async #read(): Promise<void> {
    const { signal } = this.#reading;
    let caughtUp = false;
    let own: OwnEntries = 'former';
    for (let failures = 0; !signal.aborted;) {
      try {
        if (!caughtUp) {
          await this.#group.ensure();
          await this.#takeOver([0], own);
          caughtUp = true;
        }
        await this.#sweep();
        await this.#readOnce();
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        // The reply may have been lost with entries in it: before anything new they are looked up in the pending list.
        caughtUp = false;
        own = 'lost';
        failures++;
        this.#log.warn({ err: classify(error), failures }, 'reading jobs failed, trying again');
        await this.#clock.sleep(backoffDelay(reconnect, failures), signal).catch(() => undefined);
      }
    }
  }

  async #readOnce(): Promise<void> {
    const { blockMs, leaseMs } = this.#options;
    const count = await this.#room();
    const owned = leaseMs?.() ?? Infinity;
    if (owned <= 0) this.pause();
    if (this.#reading.signal.aborted) return;
    const block = Math.max(1, Math.floor(Math.min(blockMs, owned)));
    for (const entry of await this.#group.read(count, block, this.#reading.signal))
      this.#inHand.accept(entry, false);
  }

  /** Hands over, in the order of the stream, what is pending and not in hand here. */
  async #takeOver(idleMs: readonly number[], own: OwnEntries): Promise<void> {
    let after: string | undefined;
    do {
      const count = await this.#room();
      if (this.#reading.signal.aborted) return;
      const page = await this.#group.pendingPage({ after, count, own, soloFrom: SOLO_FROM, idleMs });
      for (const entry of page.entries) {
        if (entry.counted) this.#inHand.accept(entry, true);
        else await this.#inHand.acceptAlone(entry);
      }
      after = page.next;
    } while (after !== undefined);
  }

  /** Asks now and then, at the cost of one small request, whether anybody else holds entries of this stream. */
  async #sweep(): Promise<void> {
    const now = this.#clock.monotonic();
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + (this.#options.sweepMs ?? 30_000);
    if ((await this.#group.pendingOfOthers()) > 0) await this.#takeOver(this.#options.retry.idleMs, 'skip');
  }

  /** Waits until there is room for a useful number of further entries, or reading ends. */
  async #room(): Promise<number> {
    const { prefetch, batch } = this.#options;
    if (this.inFlight >= prefetch) {
      const low = prefetch - Math.min(batch, Math.ceil(prefetch / 4));
      while (this.inFlight > low && !this.#reading.signal.aborted) await this.#inHand.change();
    }
    return Math.max(1, Math.min(batch, prefetch - this.inFlight));
  }

  /** Waits for something, but not for longer than `ms`. */
  async #within(ms: number, work: () => Promise<unknown>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work(), this.#clock.sleep(ms, over.signal).catch(() => undefined)]);
    over.abort();
  }
}
