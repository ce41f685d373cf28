import type { Write } from '@anankor/ipc';
import type { QueueEntry } from '@anankor/schemas';

interface Touched {
  /** The hash holds it. */
  held: boolean;
  /** It has other content by now than the hash may hold. */
  altered: boolean;
  /** Whether it is to be there, and what it is. */
  entry: QueueEntry | null;
}

/**
 * What a transition means for the hash of entries, which holds those of the queue and the current one: an entry that goes from one
 * place to the other is not written again.
 */
export class EntryWrites {
  readonly #key: string;
  readonly #touched = new Map<string, Touched>();

  /** `current`: the one that the session had before. */
  constructor(key: string, current: QueueEntry | null) {
    this.#key = key;
    if (current) this.#touch(current.id, true);
  }

  /** They come into the queue, or become current. */
  enter(entries: readonly QueueEntry[]): void {
    for (const entry of entries) this.#touch(entry.id, false).entry = entry;
  }

  /** They leave the queue. */
  leave(ids: readonly string[]): void {
    for (const id of ids) this.#touch(id, true).entry = null;
  }

  /** One of the queue gets new content. */
  put(entry: QueueEntry): void {
    Object.assign(this.#touch(entry.id, true), { altered: true, entry });
  }

  /** The writes so far, after which the hash holds those of the queue and what was entered, and may be replaced: what is entered next is written. */
  flush(): Write[] {
    const put: string[] = [];
    const gone: string[] = [];
    for (const [id, { held, altered, entry }] of this.#touched) {
      if (entry && (altered || !held)) put.push(id, JSON.stringify(entry));
      else if (held && !entry) gone.push(id);
    }
    this.#touched.clear();
    return [
      ...(put.length > 0 ? [['HSET', this.#key, ...put] as const] : []),
      ...(gone.length > 0 ? [['HDEL', this.#key, ...gone] as const] : []),
    ];
  }

  /** `held`: whether the hash holds what was not touched before. */
  #touch(id: string, held: boolean): Touched {
    const known = this.#touched.get(id);
    if (known) return known;
    const touched = { held, altered: false, entry: null };
    this.#touched.set(id, touched);
    return touched;
  }
}
