import type { Write } from '@anankor/ipc';
import type { QueueEntry } from '@anankor/schemas';

interface Touched {
  /** The hash holds it, with the content it is to have. */
  held: boolean;
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
    if (current) this.#touched.set(current.id, { held: true, entry: null });
  }

  /** They come into the queue, or become current. */
  enter(entries: readonly QueueEntry[]): void {
    for (const entry of entries) {
      const held = this.#touched.get(entry.id)?.held ?? false;
      this.#touched.set(entry.id, { held, entry });
    }
  }

  /** They leave the queue. */
  leave(ids: readonly string[]): void {
    for (const id of ids) {
      const held = this.#touched.get(id)?.held ?? true;
      this.#touched.set(id, { held, entry: null });
    }
  }

  /** One of the queue gets new content. */
  put(entry: QueueEntry): void {
    this.#touched.set(entry.id, { held: false, entry });
  }

  /** Until here the hash is what the queue is, without the current entry; then it may become another. */
  flush(): Write[] {
    const put: string[] = [];
    const gone: string[] = [];
    for (const [id, { held, entry }] of this.#touched) {
      if (entry && !held) put.push(id, JSON.stringify(entry));
      else if (held && !entry) gone.push(id);
    }
    this.#touched.clear();
    return [
      ...(put.length > 0 ? [['HSET', this.#key, ...put] as const] : []),
      ...(gone.length > 0 ? [['HDEL', this.#key, ...gone] as const] : []),
    ];
  }
}
