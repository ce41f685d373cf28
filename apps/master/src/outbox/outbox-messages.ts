import { classify } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import { channelRefusal } from '@anankor/discord';
import type { Messenger, RenderNotices } from '@anankor/discord';
import type { OutboxItem, OutboxReader } from '@anankor/ipc';
import { LRUCache } from 'lru-cache';
import type { MasterEvents } from '../metrics/master-events.ts';
import type { OnStep } from '../workflows/steps.ts';
import type { ChannelTurns } from './channel-turns.ts';
import type { OutboxDrop } from './outbox-drop.ts';

export interface OutboxMessagesOptions {
  reader: Pick<OutboxReader, 'hold' | 'finish'>;
  messenger: Pick<Messenger, 'send'>;
  onStep: OnStep;
  render: RenderNotices;
  turns: ChannelTurns;
  events: MasterEvents;
  clock: Clock;
  /** Aborted when no message may begin any more. */
  signal: AbortSignal;
}

/** What is older is of no use to anybody. */
const OLD_MS = 5 * 60_000;
/** What happens at once is said at once. */
const GATHER_MS = 1_000;
/** Entries of one message at most. */
const AT_ONCE = 50;
/** How long a channel that refused a message is not asked again: refusals count against the address of all bots. */
const CLOSED_MS = 5 * 60_000;

interface Batch {
  workerId: string;
  channelId: string;
  waiting: OutboxItem[];
}

/**
 * Makes messages of entries. What comes for a channel while it may not be written to yet is gathered and becomes one message. What
 * fails because Discord is away stays pending and is claimed again; what Discord refuses is dropped and counted.
 */
export class OutboxMessages {
  readonly #options: OutboxMessagesOptions;
  readonly #batches = new Map<string, Batch>();
  readonly #closed = new LRUCache<string, OutboxDrop>({ max: 10_000, ttl: CLOSED_MS });
  readonly #running = new Set<Promise<void>>();

  constructor(options: OutboxMessagesOptions) {
    this.#options = options;
  }

  /** Entries in memory. */
  get size(): number {
    return [...this.#batches.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  add(item: OutboxItem): void {
    const { workerId, entry, message } = item;
    if (entry === null) return this.#run(this.#drop([item], 'unreadable'));
    const { channelId } = entry;
    // An earlier try may have been a message: it stays the very same one.
    const key = [workerId, channelId, message ?? ''].join(':');
    const batch = this.#batches.get(key);
    if (batch) {
      // Claimed anew while it waited here.
      if (!batch.waiting.some(({ id }) => id === item.id)) batch.waiting.push(item);
      return;
    }
    const begun: Batch = { workerId, channelId, waiting: [item] };
    this.#batches.set(key, begun);
    this.#run(this.#send(begun).finally(() => this.#batches.delete(key)));
  }

  /** Resolves when no message is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #run(work: Promise<void>): void {
    const { events } = this.#options;
    const settled = work
      .catch((thrown: unknown) => events.outboxFailed(classify(thrown)))
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }

  /** What is left when it ends stays pending. */
  async #send(batch: Batch): Promise<void> {
    const { clock, signal, turns } = this.#options;
    await clock.sleep(GATHER_MS, signal).catch(() => undefined);
    while (batch.waiting.length > 0 && !signal.aborted) {
      if (await this.#dropUseless(batch)) continue;
      if (!(await turns.take(batch.channelId, signal))) return;
      await this.#sendOnce(batch.channelId, batch.waiting.splice(0, AT_ONCE));
    }
  }

  async #dropUseless(batch: Batch): Promise<boolean> {
    const closed = this.#closed.get(batch.channelId);
    const before = this.#options.clock.now() - OLD_MS;
    const useless = batch.waiting.filter(({ entry }) => closed !== undefined || (entry?.at ?? 0) < before);
    if (useless.length === 0) return false;
    batch.waiting = batch.waiting.filter((item) => !useless.includes(item));
    await this.#drop(useless, closed ?? 'old');
    return true;
  }

  async #sendOnce(channelId: string, items: readonly OutboxItem[]): Promise<void> {
    const { reader, messenger, onStep, render, events } = this.#options;
    const own = await reader.hold(items);
    const entries = own?.held.flatMap(({ entry }) => (entry ? [entry] : [])) ?? [];
    const locale = entries.at(-1)?.locale;
    if (!own || locale === undefined) return;
    const body = render(
      entries.map(({ notice }) => notice),
      { locale },
    );
    try {
      await messenger.send(channelId, body, own.message);
    } catch (thrown) {
      const error = classify(thrown);
      const refusal = refusalOf(error);
      if (refusal === null || refusal === 'rejected') events.outboxFailed(error);
      if (refusal === null) return;
      if (refusal !== 'rejected') this.#closed.set(channelId, refusal);
      return this.#drop(own.held, refusal);
    }
    await onStep('said');
    events.outbox(own.held, 'sent');
    await reader.finish(own.held);
  }

  async #drop(items: readonly OutboxItem[], reason: OutboxDrop): Promise<void> {
    this.#options.events.outbox(items, reason);
    await this.#options.reader.finish(items);
  }
}

/** Null: it is tried again. A refused token is not the message's fault. */
function refusalOf(error: AnankorError): 'gone' | 'forbidden' | 'rejected' | null {
  if (error.kind === 'retryable' || error.details['status'] === 401) return null;
  return channelRefusal(error) ?? 'rejected';
}
