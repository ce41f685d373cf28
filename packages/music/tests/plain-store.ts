import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import type { Change, SessionHead } from '../src/session/index.ts';

/** Changes as a store of keys would replay them: a list of ids and a map of entries, each for the queue and the stash. */
export class PlainStore {
  head: SessionHead | null = null;
  queue: string[] = [];
  entries = new Map<string, QueueEntry>();
  history: ReadyEntry[] = [];
  stash: string[] | null = null;
  stashEntries = new Map<string, QueueEntry>();
  ended = false;

  replay(changes: readonly Change[]): void {
    for (const change of changes) this.#apply(change);
  }

  queued(): (QueueEntry | undefined)[] {
    return this.queue.map((id) => this.entries.get(id));
  }

  stashed(): (QueueEntry | undefined)[] | null {
    return this.stash?.map((id) => this.stashEntries.get(id)) ?? null;
  }

  #apply(change: Change): void {
    switch (change.type) {
      case 'head':
        this.head = change.head;
        return;
      case 'queue.append':
        this.queue.push(...this.#store(change.entries));
        return;
      case 'queue.prepend':
        this.queue.unshift(...this.#store(change.entries));
        return;
      case 'queue.insert': {
        const at = this.queue.indexOf(change.afterId) + 1;
        if (at !== change.index) throw new Error('index and afterId differ');
        this.queue.splice(at, 0, ...this.#store(change.entries));
        return;
      }
      case 'queue.shift': {
        const shifted = this.queue.splice(0, change.ids.length);
        if (shifted.join() !== change.ids.join()) throw new Error('shifted others');
        change.ids.forEach((id) => this.entries.delete(id));
        return;
      }
      case 'queue.remove':
        for (const id of change.ids) {
          if (!this.entries.delete(id)) throw new Error('removed what is not there');
          this.queue.splice(this.queue.indexOf(id), 1);
        }
        return;
      case 'queue.put':
        if (!this.entries.has(change.entry.id)) throw new Error('put what is not there');
        this.entries.set(change.entry.id, change.entry);
        return;
      case 'queue.order':
        if ([...change.ids].sort().join() !== [...this.queue].sort().join())
          throw new Error('no permutation');
        this.queue = [...change.ids];
        return;
      case 'queue.stash':
        [this.stash, this.stashEntries] = [this.queue, this.entries];
        [this.queue, this.entries] = [[], new Map()];
        return;
      case 'queue.copy':
        [this.stash, this.stashEntries] = [[...this.queue], new Map(this.entries)];
        return;
      case 'queue.unstash':
        [this.queue, this.entries] = [this.stash ?? [], this.stashEntries];
        [this.stash, this.stashEntries] = [null, new Map()];
        return;
      case 'queue.discard':
        [this.stash, this.stashEntries] = [null, new Map()];
        return;
      case 'history.push':
        this.history = [...this.history, change.entry].slice(-change.keep);
        return;
      case 'history.pop':
        this.history.pop();
        return;
      case 'notice':
        return;
      case 'end':
        this.ended = true;
        return;
    }
  }

  #store(entries: readonly QueueEntry[]): string[] {
    for (const entry of entries) {
      if (this.entries.has(entry.id)) throw new Error(`stored twice: ${entry.id}`);
      this.entries.set(entry.id, entry);
    }
    return entries.map(({ id }) => id);
  }
}
