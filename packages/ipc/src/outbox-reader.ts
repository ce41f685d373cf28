import { createHash } from 'node:crypto';
import { outboxEntry } from '@anankor/schemas';
import type { OutboxEntry } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { isGroupMissing, redisFailure } from './redis-failure.ts';
import { scripts } from './script.ts';

/** The one consumer group of every outbox. */
export const OUTBOX_GROUP = 'masters';

/** An entry as it came from a worker's outbox. */
export interface OutboxItem {
  workerId: string;
  id: string;
  /** Null where nobody here can read it: of a later version, or damaged. */
  entry: OutboxEntry | null;
  /** The message that it was put into by an earlier try. */
  message: string | null;
}

export interface OutboxReaderOptions {
  /** A connection of the role `blocking`, for this alone. */
  blocking: Redis;
  /** A connection of the role `commands`. */
  commands: Redis;
  keys: RedisKeys;
  /** Names this process and no other. */
  consumer: string;
}

/** Entries of one worker taken in one read. */
const AT_ONCE = 50;
/** A blocked read that outlasts its time by this much is on a dead connection. */
const READ_GRACE_MS = 5_000;

type RawEntry = [id: string, fields: string[] | null];

/**
 * A master's view of the workers' outboxes. An entry goes to one master; it stays pending until `finish`, and what is pending for
 * longer than a try may take is claimed by whoever looks: after a failed try, and after the death of a master.
 * Rejects with REDIS_UNAVAILABLE.
 */
export class OutboxReader {
  readonly #options: OutboxReaderOptions;
  readonly #ensured = new Set<string>();

  constructor(options: OutboxReaderOptions) {
    this.#options = options;
  }

  /** Entries that no master has read yet; waits for so long where there are none. */
  async read(workerIds: readonly string[], blockMs: number): Promise<OutboxItem[]> {
    const { blocking, keys, consumer } = this.#options;
    await this.#ensure(workerIds);
    const streams = workerIds.map((workerId) => keys.outbox(workerId));
    const watchdog = setTimeout(() => blocking.disconnect(true), blockMs + READ_GRACE_MS);
    try {
      const reply = (await blocking.xreadgroup(
        'GROUP',
        OUTBOX_GROUP,
        consumer,
        'COUNT',
        AT_ONCE,
        'BLOCK',
        blockMs,
        'STREAMS',
        ...streams,
        ...streams.map(() => '>'),
      )) as [stream: string, entries: RawEntry[]][] | null;
      return (reply ?? []).flatMap(([stream, entries]) => {
        const workerId = workerIds[streams.indexOf(stream)] ?? '';
        return entries.map((entry) => itemOf(workerId, entry, null));
      });
    } catch (error) {
      if (isGroupMissing(error)) this.#ensured.clear();
      throw redisFailure(error);
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** Takes over what is pending for longer than `idleMs`, for whomever; and forgets masters that are gone. */
  async claim(workerId: string, idleMs: number): Promise<OutboxItem[]> {
    const { commands, keys, consumer } = this.#options;
    const stream = keys.outbox(workerId);
    try {
      const [, entries] = (await commands.xautoclaim(
        stream,
        OUTBOX_GROUP,
        consumer,
        idleMs,
        '-',
        'COUNT',
        AT_ONCE,
      )) as [string, RawEntry[]];
      await scripts.survey.run(commands, [stream], [OUTBOX_GROUP, consumer]);
      const there = entries.filter(([, fields]) => fields !== null);
      if (there.length === 0) return [];
      const messages = await commands.hmget(keys.outboxMessages(workerId), ...there.map(([id]) => id));
      return there.map((entry, index) => itemOf(workerId, entry, messages[index] ?? null));
    } catch (error) {
      if (isGroupMissing(error)) this.#ensured.delete(workerId);
      throw redisFailure(error);
    }
  }

  /**
   * Right before they are sent: those of `items` (of one worker) that are still this master's, and the message to send them as, at
   * most 25 characters, unique among all workers. Null for none.
   */
  async hold(items: readonly OutboxItem[]): Promise<{ message: string; held: OutboxItem[] } | null> {
    const { commands, consumer } = this.#options;
    const [first] = items;
    if (!first) return null;
    const args = items.flatMap(({ workerId, id, message }) => [id, message ?? messageOf(workerId, id)]);
    const [message, ...ids] = (await scripts.holdOutbox.run(commands, this.#keysOf(first.workerId), [
      OUTBOX_GROUP,
      consumer,
      ...args,
    ])) as string[];
    return message === undefined ? null : { message, held: items.filter(({ id }) => ids.includes(id)) };
  }

  /** They were sent or dropped: nobody looks at them again. */
  async finish(items: readonly OutboxItem[]): Promise<void> {
    const { commands } = this.#options;
    for (const [workerId, own] of Map.groupBy(items, (item) => item.workerId))
      await scripts.finishOutbox.run(commands, this.#keysOf(workerId), [
        OUTBOX_GROUP,
        ...own.map(({ id }) => id),
      ]);
  }

  async #ensure(workerIds: readonly string[]): Promise<void> {
    const { commands, keys } = this.#options;
    for (const workerId of workerIds) {
      if (this.#ensured.has(workerId)) continue;
      try {
        await commands.xgroup('CREATE', keys.outbox(workerId), OUTBOX_GROUP, '0', 'MKSTREAM');
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw redisFailure(error);
      }
      this.#ensured.add(workerId);
    }
  }

  #keysOf(workerId: string): [string, string] {
    const { keys } = this.#options;
    return [keys.outbox(workerId), keys.outboxMessages(workerId)];
  }
}

function messageOf(workerId: string, id: string): string {
  return createHash('sha256').update(`${workerId}:${id}`).digest('base64url').slice(0, 24);
}

function itemOf(workerId: string, [id, fields]: RawEntry, message: string | null): OutboxItem {
  return { workerId, id, entry: readEntry(fields ?? []), message };
}

function readEntry(fields: readonly string[]): OutboxEntry | null {
  try {
    return outboxEntry.safeParse(JSON.parse(fields[fields.indexOf('entry') + 1] ?? '')).data ?? null;
  } catch {
    return null;
  }
}
