import { jsonOf, queueEntry, readLeniently } from '@anankor/schemas';
import type { QueueEntry } from '@anankor/schemas';

/** Reads the entries of one hash, each for one place: what is missing, unreadable or named twice is left out and told of in `lost`. */
export class EntryReader {
  readonly #texts: Readonly<Record<string, string>>;
  readonly #lost: string[];
  readonly #taken = new Set<string>();

  constructor(texts: Readonly<Record<string, string>> | null, lost: string[]) {
    this.#texts = texts ?? {};
    this.#lost = lost;
    if (texts === null) lost.push('entries');
  }

  /** Null where there is none to be had. */
  take(id: string): QueueEntry | null {
    if (this.#taken.has(id)) return null;
    this.#taken.add(id);
    const read = readEntry(this.#texts[id], id);
    this.#lost.push(...(read?.lost.map((path) => `entry.${path}`) ?? []));
    return read?.value ?? null;
  }

  inOrder(ids: readonly string[] | null, name: string): QueueEntry[] {
    if (ids === null) this.#lost.push(name);
    const entries = (ids ?? []).flatMap((id) => this.take(id) ?? []);
    const missing = (ids?.length ?? 0) - entries.length;
    if (missing > 0) this.#lost.push(`${name}: ${missing} of ${ids?.length} entries`);
    return entries;
  }
}

/** Null for what is no entry. `id`: under which it is stored. */
export function readEntry(text: string | undefined, id?: string) {
  const stored = jsonOf(text);
  if (typeof stored !== 'object' || stored === null) return null;
  return readLeniently(queueEntry, id === undefined ? stored : { ...stored, id });
}
