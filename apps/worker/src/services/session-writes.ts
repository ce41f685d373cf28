import type { Write } from '@anankor/ipc';
import type { Change } from '@anankor/music';
import type { QueueEntry } from '@anankor/schemas';
import type { SessionKeys } from './session-keys.ts';

/**
 * What a change means in Redis. As long as the change, never as the queue: a skip is LPOP and HDEL, a stop is two renames.
 * The commit keeps the head's version itself. An entry that is in the queue and in the stash is stored twice, so neither
 * has to ask for the other when it goes.
 */
export function writesOf(change: Change, guildId: string, k: SessionKeys): Write[] {
  switch (change.type) {
    case 'head':
      return [
        ['HSET', k.head, 'head', JSON.stringify(change.head)],
        ...(change.head.version === 1 ? [['SADD', k.sessions, guildId] as const] : []),
      ];
    case 'queue.append':
      return [...store(change.entries, k), ['RPUSH', k.queue, ...ids(change.entries)]];
    case 'queue.prepend':
      return [...store(change.entries, k), ['LPUSH', k.queue, ...ids(change.entries).reverse()]];
    case 'queue.insert':
      return [
        ...store(change.entries, k),
        ...ids(change.entries)
          .reverse()
          .map((id): Write => ['LINSERT', k.queue, 'AFTER', change.afterId, id]),
      ];
    case 'queue.shift':
      return [['LPOP', k.queue, change.ids.length], ...forget(change.ids, k)];
    case 'queue.remove':
      return [...change.ids.map((id): Write => ['LREM', k.queue, 1, id]), ...forget(change.ids, k)];
    case 'queue.put':
      return store([change.entry], k);
    case 'queue.order':
      return change.ids.length === 0
        ? []
        : [
            ['DEL', k.queue],
            ['RPUSH', k.queue, ...change.ids],
          ];
    case 'queue.stash':
      return [
        ...drop(k.stash, k.stashEntries),
        ['RENAME', k.queue, k.stash],
        ['RENAME', k.entries, k.stashEntries],
      ];
    case 'queue.copy':
      return [
        ...drop(k.stash, k.stashEntries),
        ['COPY', k.queue, k.stash],
        ['COPY', k.entries, k.stashEntries],
      ];
    case 'queue.unstash':
      return [
        ...drop(k.queue, k.entries),
        ['RENAME', k.stash, k.queue],
        ['RENAME', k.stashEntries, k.entries],
      ];
    case 'queue.discard':
      return drop(k.stash, k.stashEntries);
    case 'history.push':
      return [
        ['RPUSH', k.history, JSON.stringify(change.entry)],
        ['LTRIM', k.history, -change.keep, -1],
      ];
    case 'history.pop':
      return [['RPOP', k.history]];
    case 'end':
      return drop(k.head, k.queue, k.entries, k.history, k.stash, k.stashEntries);
  }
}

function ids(entries: readonly QueueEntry[]): string[] {
  return entries.map(({ id }) => id);
}

function store(entries: readonly QueueEntry[], k: SessionKeys): Write[] {
  return [['HSET', k.entries, ...entries.flatMap((entry) => [entry.id, JSON.stringify(entry)])]];
}

function forget(gone: readonly string[], k: SessionKeys): Write[] {
  return [['HDEL', k.entries, ...gone]];
}

function drop(...keys: string[]): Write[] {
  return keys.map((key) => ['DEL', key]);
}
