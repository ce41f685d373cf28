import type { Redis } from 'ioredis';
import { letterFields, readLetter } from './dead-letter.ts';
import type { Burial, DeadLetter } from './dead-letter.ts';
import { redisFailure } from './redis-failure.ts';
import { scripts } from './script.ts';

/** One entry as it came from the stream. */
export interface StreamEntry {
  id: string;
  fields: string[];
  /** Deliveries written down in Redis. */
  deliveries: number;
  /** Whether this one is among them. If not, `countAttempt` comes before it is handed over. */
  counted: boolean;
}

/**
 * Entries pending under this consumer's own name: `skip` them, list those whose delivery was `lost` with the connection, or
 * take them over like those of others, as a `former` process of the same name left them.
 */
export type OwnEntries = 'skip' | 'lost' | 'former';

export interface PendingPage {
  entries: StreamEntry[];
  /** Start of the next page; undefined after the last one. */
  next: string | undefined;
}

export interface StreamGroupOptions {
  blocking: Redis;
  commands: Redis;
  stream: string;
  deadLetters: string;
  /** Key that remembers a job id. */
  jobKey(jobId: string): string;
  group: string;
  consumer: string;
  maxDeadLetters: number;
}

/** A blocked read that outlasts its time by this much is on a dead connection. */
const READ_GRACE_MS = 5000;

type RawEntry = [id: string, fields: string[]];

/** One consumer's view of its stream: the requests, without a policy. */
export class StreamGroup {
  readonly #options: StreamGroupOptions;

  constructor(options: StreamGroupOptions) {
    this.#options = options;
  }

  /** Creates the group where it is missing; it starts with everything that is on the stream. */
  async ensure(): Promise<void> {
    const { commands, stream, group } = this.#options;
    try {
      await commands.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw redisFailure(error);
    }
  }

  /**
   * Entries nobody has read yet. Rejects when the connection breaks, or the signal aborts (a request that waits for a
   * connection would never settle): what was on its way then is in `pendingPage`.
   */
  async read(count: number, blockMs: number, signal: AbortSignal): Promise<StreamEntry[]> {
    const { blocking, stream, group, consumer } = this.#options;
    const watchdog = setTimeout(() => blocking.disconnect(true), blockMs + READ_GRACE_MS);
    try {
      const request = blocking.xreadgroup(
        'GROUP',
        group,
        consumer,
        'COUNT',
        count,
        'BLOCK',
        blockMs,
        'STREAMS',
        stream,
        '>',
      );
      const reply = (await unlessAborted(request, signal)) as [stream: string, entries: RawEntry[]][] | null;
      return (reply?.[0]?.[1] ?? []).map(([id, fields]) => ({ id, fields, deliveries: 1, counted: true }));
    } catch (error) {
      throw redisFailure(error);
    } finally {
      clearTimeout(watchdog);
    }
  }

  /**
   * Takes over what is pending for others, in stream order; `own` says what becomes of what is pending for this consumer.
   * `idleMs`: least idle time of an entry delivered once, twice, …
   */
  async pendingPage(options: {
    after: string | undefined;
    count: number;
    own: OwnEntries;
    soloFrom: number;
    idleMs: readonly number[];
  }): Promise<PendingPage> {
    const { commands, stream, group, consumer } = this.#options;
    const { after, count, own, soloFrom, idleMs } = options;
    const start = after === undefined ? '-' : `(${after}`;
    const [rows, last, taken] = (await scripts.reclaim.run(
      commands,
      [stream],
      [group, consumer, start, count, own, soloFrom, ...idleMs],
    )) as [rows: number, last: string, taken: [string, number, string, string[]][]];
    return {
      entries: taken.map(([id, deliveries, counted, fields]) => ({
        id,
        fields,
        deliveries,
        counted: counted === '1',
      })),
      next: rows < count ? undefined : last,
    };
  }

  /** The fields of entries by their ids; what is no longer on the stream is missing. */
  async fetch(ids: readonly string[]): Promise<Map<string, string[]>> {
    const { commands, stream } = this.#options;
    const pipeline = commands.pipeline();
    for (const id of ids) pipeline.xrange(stream, id, id);
    try {
      const found = new Map<string, string[]>();
      for (const [error, entries] of (await pipeline.exec()) ?? []) {
        if (error) throw error;
        for (const [id, fields] of entries as RawEntry[]) found.set(id, fields);
      }
      return found;
    } catch (error) {
      throw redisFailure(error);
    }
  }

  /** How many entries are pending for other consumers; those without any are forgotten. */
  async pendingOfOthers(): Promise<number> {
    const { commands, stream, group, consumer } = this.#options;
    return (await scripts.survey.run(commands, [stream], [group, consumer])) as number;
  }

  /** False where the entry is not this consumer's to try. */
  async countAttempt(id: string, attempt: number): Promise<boolean> {
    const { commands, stream, group, consumer } = this.#options;
    return (await scripts.countAttempt.run(commands, [stream], [group, consumer, id, attempt])) === 1;
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    const { commands, stream, group } = this.#options;
    await scripts.acknowledge.run(commands, [stream], [group, ...ids]);
  }

  /** Moves an entry to the dead letters; null where the entry is not this consumer's any more. */
  async bury(burial: Burial): Promise<DeadLetter | null> {
    const { commands, stream, deadLetters, jobKey, group, consumer, maxDeadLetters } = this.#options;
    const jobId = burial.payload?.['jobId'];
    const keys = [stream, deadLetters];
    if (typeof jobId === 'string') keys.push(jobKey(jobId));
    const fields = letterFields(burial);
    const moved = (await scripts.deadLetter.run(commands, keys, [
      group,
      consumer,
      burial.entryId,
      maxDeadLetters,
      ...fields,
    ])) as [id: string, applied: string] | null;
    return moved && readLetter(moved[0], ['applied', moved[1], ...fields]);
  }
}

/** What `request` settles with, or a rejection when `signal` aborts first. Once a read: so it leaves as little behind as can be. */
function unlessAborted<Result>(request: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    const over = (): void => signal.removeEventListener('abort', abort);
    request.then(resolve, reject).finally(over);
  });
}
