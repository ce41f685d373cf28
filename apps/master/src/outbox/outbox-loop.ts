import { backoffDelay, classify } from '@anankor/core';
import type { Clock, Service } from '@anankor/core';
import type { OutboxReader, RegisteredWorkers } from '@anankor/ipc';
import type { MasterEvents } from '../metrics/master-events.ts';
import type { OutboxMessages } from './outbox-messages.ts';

export interface OutboxLoopOptions {
  reader: Pick<OutboxReader, 'read' | 'claim'>;
  messages: Pick<OutboxMessages, 'add' | 'idle' | 'size'>;
  registry: Pick<RegisteredWorkers, 'all'>;
  /** Its abort ends the loop and keeps messages from beginning. */
  stopping: AbortController;
  /** Ends a read that waits. */
  disconnect(): void;
  events: MasterEvents;
  clock: Clock;
}

/** How long a read waits; a worker that is new is heard after so long at the latest. */
const BLOCK_MS = 2_000;
/** How often it is looked for what other masters left, and failed tries; and after which idle time that is so. */
const CLAIM_EVERY_MS = 5_000;
const CLAIM_IDLE_MS = 15_000;
/** Entries in memory past which no more are read. */
const MOST_IN_HAND = 1_000;
/** What a stop waits for messages under way. */
const FINISH_MS = 2_000;
const retryPolicy = { initialMs: 100, maxMs: 5_000 };

/** Has the master say what the workers put into their outboxes, for as long as it runs. */
export class OutboxLoop implements Service {
  readonly name = 'outbox';
  readonly #options: OutboxLoopOptions;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: OutboxLoopOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#running = Promise.all([this.#repeat(() => this.#read()), this.#repeat(() => this.#claim())]);
  }

  async stop(): Promise<void> {
    const { stopping, messages, clock, disconnect } = this.#options;
    stopping.abort();
    const over = new AbortController();
    await Promise.race([messages.idle(), clock.sleep(FINISH_MS, over.signal).catch(() => undefined)]);
    over.abort();
    disconnect();
    await this.#running;
  }

  async #repeat(once: () => Promise<void>): Promise<void> {
    const { stopping, clock, events } = this.#options;
    const { signal } = stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        await once();
        failures = 0;
      } catch (thrown) {
        failures += 1;
        if (!signal.aborted && failures === 1) events.outboxFailed(classify(thrown));
        await clock.sleep(backoffDelay(retryPolicy, failures), signal).catch(() => undefined);
      }
    }
  }

  async #read(): Promise<void> {
    const { reader, messages, clock, stopping } = this.#options;
    const workerIds = await this.#workers();
    if (workerIds.length === 0 || messages.size >= MOST_IN_HAND)
      return clock.sleep(BLOCK_MS, stopping.signal).catch(() => undefined);
    for (const item of await reader.read(workerIds, BLOCK_MS)) messages.add(item);
  }

  async #claim(): Promise<void> {
    const { reader, messages, clock, stopping } = this.#options;
    await clock.sleep(CLAIM_EVERY_MS, stopping.signal).catch(() => undefined);
    for (const workerId of stopping.signal.aborted ? [] : await this.#workers()) {
      if (messages.size >= MOST_IN_HAND) return;
      for (const item of await reader.claim(workerId, CLAIM_IDLE_MS)) messages.add(item);
    }
  }

  async #workers(): Promise<string[]> {
    return (await this.#options.registry.all()).map(({ workerId }) => workerId);
  }
}
