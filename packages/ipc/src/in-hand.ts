import { AnankorError, backoffDelay, classify } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { Job, ReplyRoute } from '@anankor/schemas';
import { Batcher } from './batcher.ts';
import type { Burial, DeadLetter } from './dead-letter.ts';
import { JobDelivery } from './delivery.ts';
import type { Delivery, DeliveryOwner, RetryOutcome } from './delivery.ts';
import { parseJob } from './job-payload.ts';
import { GuildShares } from './guild-shares.ts';
import type { WaitingEntry } from './guild-shares.ts';
import type { Log } from './log.ts';
import { routeOf } from './redact.ts';
import type { StreamEntry, StreamGroup } from './stream-group.ts';

export interface InHandOptions {
  group: StreamGroup;
  /** Most deliveries of one guild in hand. */
  guildShare: number;
  retry: { attempts?: number; idleMs: readonly number[] };
  handle(delivery: Delivery): void;
  onPoison?(dead: DeadLetter & { reply?: ReplyRoute }): void;
  clock: Clock;
  log: Log;
}

/** Ids of one XACK: Lua's stack is finite. */
const LARGEST_ACKNOWLEDGEMENT = 1000;

const rewrite = { initialMs: 50, maxMs: 2000 };

/** The deliveries between reading and their end, and how each of them ends. */
export class InHand implements DeliveryOwner {
  readonly #options: InHandOptions;
  readonly #acknowledgements: Batcher<string>;
  readonly #shares: GuildShares;
  /** Entries whose end is not yet in Redis: read again (a new group, a reconnect), they are not handed over again. */
  readonly #known = new Set<string>();
  /** Retries that wait for their time. */
  readonly #retries = new Map<string, { timer: NodeJS.Timeout; again: () => void }>();
  /** Aborted when nothing more is written. */
  readonly #writing = new AbortController();
  #count = 0;
  #leaving = false;
  #alone: string | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: InHandOptions) {
    this.#options = options;
    this.#shares = new GuildShares(options.guildShare);
    this.#acknowledgements = new Batcher((ids) => this.#writeAcknowledgements(ids), LARGEST_ACKNOWLEDGEMENT);
  }

  get count(): number {
    return this.#count;
  }

  /** Resolves when a delivery was settled or put off, or reading ends. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when nothing is in hand and everything is written. */
  async empty(): Promise<void> {
    while (this.#count > 0) await this.change();
    await this.written();
  }

  written(): Promise<void> {
    return this.#acknowledgements.idle();
  }

  /**
   * Hands an entry over, or to the dead letters; or it waits for a place of its guild. `redelivered`: it may have been
   * tried before.
   */
  accept(entry: StreamEntry, redelivered: boolean): void {
    if (this.#known.has(entry.id)) return;
    this.#known.add(entry.id);
    const delivery = this.#deliveryOf(entry, redelivered);
    if (!delivery) return;
    const { id, deliveries } = entry;
    if (!this.#shares.take(delivery.job.guildId, { id, deliveries, redelivered })) return;
    this.#count++;
    this.#hand(delivery);
  }

  /** Nothing where the entry is a dead letter. */
  #deliveryOf(entry: StreamEntry, redelivered: boolean): JobDelivery | undefined {
    const parsed = parseJob(entry.fields);
    if ('error' in parsed) {
      void this.#refuse(entry.id, parsed.error, 0, parsed.payload, parsed.raw);
      return undefined;
    }
    const { job, command } = parsed;
    const of = this.#options.retry.attempts ?? command.delivery.attempts;
    if (entry.deliveries > of) {
      const poison = new AnankorError(
        'JOB_POISON',
        `Its worker was lost with it in hand at attempt ${of} of ${of}`,
      );
      void this.#refuse(entry.id, poison, of, job);
      return undefined;
    }
    return new JobDelivery(this, entry.id, job, { number: entry.deliveries, of, redelivered });
  }

  /**
   * Counts an entry, hands it over and waits until it is settled, or has shown by failing that it doesn't kill. What
   * waits for its guild goes first: from its count on nothing begins beside it.
   */
  async acceptAlone(entry: StreamEntry): Promise<void> {
    while (this.#shares.waiting > 0 && !this.#leaving) await this.change();
    const deliveries = entry.deliveries + 1;
    if (this.#leaving || !(await this.#options.group.countAttempt(entry.id, deliveries))) return;
    this.#alone = entry.id;
    this.accept({ ...entry, deliveries, counted: true }, true);
    while (this.#alone === entry.id && !this.#leaving) await this.change();
    // Its end is in Redis before the next one begins, which may kill this process: or it would be counted to death with that.
    let written = false;
    void this.written().then(() => {
      written = true;
      this.#changed(undefined);
    });
    while (!written && !this.#leaving) await this.change();
  }

  /** From now on a retry is for the next owner. Those that wait get their attempt at once. */
  leave(): void {
    this.#leaving = true;
    for (const { again } of [...this.#retries.values()]) again();
    this.#changed(undefined);
  }

  /** Nothing is written any more. */
  close(): void {
    this.#writing.abort();
  }

  hold(delivery: JobDelivery): void {
    this.#leavePlace(delivery);
  }

  acknowledge(delivery: JobDelivery): void {
    this.#acknowledgements.add(delivery.entryId);
    this.#settle(delivery);
  }

  retry(delivery: JobDelivery, error: AnankorError): RetryOutcome {
    if (error.kind === 'permanent' || delivery.attempt >= delivery.attempts) {
      this.bury(delivery, error);
      return 'dead';
    }
    if (error.kind === 'fatal' || this.#leaving) {
      this.release(delivery);
      return 'left';
    }
    this.#putOff(delivery);
    return 'again';
  }

  bury(delivery: JobDelivery, error: AnankorError): void {
    void this.#move(delivery.entryId, error, delivery.attempt, delivery.job).then(() =>
      this.#settle(delivery),
    );
  }

  /** The entry stays known, so that this consumer doesn't hand it over again. */
  release(delivery: JobDelivery): void {
    this.#settle(delivery);
  }

  #hand(delivery: JobDelivery): void {
    try {
      this.#options.handle(delivery);
    } catch (error) {
      this.#options.log.error(
        { code: classify(error).code, jobId: delivery.job.jobId },
        'handling a job threw',
      );
      delivery.retry(classify(error));
    }
  }

  #putOff(delivery: JobDelivery): void {
    const { idleMs } = this.#options.retry;
    const again = (): void => {
      clearTimeout(timer);
      if (this.#retries.delete(delivery.entryId)) void this.#again(delivery);
    };
    const timer = setTimeout(again, idleMs[Math.min(delivery.attempt, idleMs.length) - 1] ?? 0);
    this.#retries.set(delivery.entryId, { timer, again });
    this.#changed(delivery.entryId);
  }

  /** The attempt is counted in Redis before it begins. */
  async #again(delivery: JobDelivery): Promise<void> {
    const { entryId, job, attempt, attempts } = delivery;
    const number = attempt + 1;
    const mine = await this.#persist(() => this.#options.group.countAttempt(entryId, number));
    if (mine) {
      const again = new JobDelivery(this, entryId, job, { number, of: attempts, redelivered: true });
      again.placed = delivery.placed;
      this.#hand(again);
      return;
    }
    // Another consumer holds it by now, or nobody: if it is read again here, it starts afresh.
    this.#known.delete(entryId);
    this.#settle(delivery);
  }

  /** Dead-letters what was never handed over, and says so. */
  async #refuse(
    entryId: string,
    error: AnankorError,
    attempts: number,
    payload: Job | Record<string, unknown> | undefined,
    raw?: string,
  ): Promise<void> {
    this.#count++;
    const letter = await this.#move(entryId, error, attempts, payload, raw);
    this.#count--;
    this.#changed(entryId);
    if (!letter) return;
    const reply = routeOf(payload);
    this.#options.onPoison?.({ ...letter, ...(reply && { reply }) });
  }

  async #move(
    entryId: string,
    error: AnankorError,
    attempts: number,
    payload: Job | Record<string, unknown> | undefined,
    raw?: string,
  ): Promise<DeadLetter | null | undefined> {
    const burial: Burial = { entryId, error, attempts, deadAt: this.#options.clock.now(), payload, raw };
    const letter = await this.#persist(() => this.#options.group.bury(burial));
    this.#known.delete(entryId);
    return letter;
  }

  async #writeAcknowledgements(ids: string[]): Promise<void> {
    await this.#persist(() => this.#options.group.acknowledge(ids));
    for (const id of ids) this.#known.delete(id);
  }

  /** Repeats a write until Redis takes it; undefined where the consumer closes first. Every such write may be repeated. */
  async #persist<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
    const { signal } = this.#writing;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await write();
      } catch (error) {
        this.#options.log.warn(
          { err: classify(error), failures },
          'writing the end of a job failed, trying again',
        );
        await this.#options.clock.sleep(backoffDelay(rewrite, failures), signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  #settle(delivery: JobDelivery): void {
    this.#count--;
    this.#leavePlace(delivery);
    this.#changed(delivery.entryId);
  }

  #leavePlace(delivery: JobDelivery): void {
    if (!delivery.placed) return;
    delivery.placed = false;
    const { guildId } = delivery.job;
    const next = this.#shares.free(guildId);
    if (next.length > 0) void this.#resume(guildId, next);
  }

  /** Hands over what waited for a place of its guild. When this consumer leaves, it stays pending for the next owner. */
  async #resume(guildId: string, waiting: WaitingEntry[]): Promise<void> {
    for (let next = waiting; next.length > 0; next = this.#shares.fetched(guildId)) {
      const ids = next.map(({ id }) => id);
      const fetched = await this.#persist(() => this.#options.group.fetch(ids));
      if (!fetched || this.#leaving) return;
      for (const { id, deliveries, redelivered } of next) {
        const fields = fetched.get(id);
        const entry = fields && { id, fields, deliveries, counted: true };
        const delivery = entry && this.#deliveryOf(entry, redelivered);
        if (delivery) {
          this.#count++;
          this.#hand(delivery);
        } else {
          if (!fields) this.#known.delete(id);
          this.#shares.free(guildId);
        }
      }
    }
    this.#changed(undefined);
  }

  #changed(entryId: string | undefined): void {
    if (this.#alone === entryId) this.#alone = undefined;
    if (this.#waiting.length === 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
