import type { Write } from '@anankor/ipc';
import type { Change, SessionState } from '@anankor/music';
import type { QueueEntry } from '@anankor/schemas';
import { EntryWrites } from './entry-writes.ts';
import { outboxWrites } from './outbox-writes.ts';
import type { SessionKeys } from './session-keys.ts';
import { headFields } from './stored-head.ts';

/** A session before and after, and what changed in between; null for none. */
export interface SessionTransition {
  guildId: string;
  before: SessionState | null;
  after: SessionState | null;
  changes: readonly Change[];
}

/**
 * What a transition means in Redis. As long as the change, never as the queue: a skip is LPOP and HDEL, a stop is two renames.
 * The commit keeps the version itself. An entry that is in the queue and in the stash is stored twice, so neither
 * has to ask for the other when it goes.
 */
export function writesOf({ guildId, before, after, changes }: SessionTransition, k: SessionKeys): Write[] {
  const beside = [...parkedWrites(guildId, before, after, k), ...outboxWrites(guildId, changes, k)];
  if (after === null) {
    const all = [k.head, k.queue, k.entries, k.history, k.stash, k.stashEntries];
    return changes.length > 0 ? [...drop(...all), ...beside] : [];
  }
  const current = before?.head.current ?? null;
  const entries = new EntryWrites(k.entries, current);
  const writes = changes.flatMap((change) => writesOfChange(change, entries, k));
  if (after.head.current) entries.enter([after.head.current]);
  writes.push(...entries.flush());
  const fields = headFields(before?.head ?? null, after.head);
  if (fields.length > 0) writes.push(['HSET', k.head, ...fields]);
  if (after.head.version === 1) writes.push(['SADD', k.sessions, guildId]);
  return [...writes, ...beside];
}

/** The master gives a call to the worker that holds a parked session, so it is told which do. */
function parkedWrites(
  guildId: string,
  before: SessionState | null,
  after: SessionState | null,
  k: SessionKeys,
): Write[] {
  const [from, to] = [before, after].map((state) =>
    state?.head.parked === true ? state.head.channelId : null,
  );
  if (from === to) return [];
  return [to == null ? ['HDEL', k.parked, guildId] : ['HSET', k.parked, guildId, to]];
}

function writesOfChange(change: Change, entries: EntryWrites, k: SessionKeys): Write[] {
  switch (change.type) {
    case 'queue.append':
      entries.enter(change.entries);
      return [['RPUSH', k.queue, ...ids(change.entries)]];
    case 'queue.prepend':
      entries.enter(change.entries);
      return [['LPUSH', k.queue, ...ids(change.entries).reverse()]];
    case 'queue.insert':
      entries.enter(change.entries);
      return ids(change.entries)
        .reverse()
        .map((id): Write => ['LINSERT', k.queue, 'AFTER', change.afterId, id]);
    case 'queue.shift':
      entries.leave(change.ids);
      return [['LPOP', k.queue, change.ids.length]];
    case 'queue.remove':
      entries.leave(change.ids);
      return change.ids.map((id): Write => ['LREM', k.queue, 1, id]);
    case 'queue.put':
      entries.put(change.entry);
      return [];
    case 'queue.order':
      return change.ids.length === 0
        ? []
        : [
            ['DEL', k.queue],
            ['RPUSH', k.queue, ...change.ids],
          ];
    case 'queue.stash':
      return [
        ...entries.flush(),
        ...drop(k.stash, k.stashEntries),
        ['RENAME', k.queue, k.stash],
        ['RENAME', k.entries, k.stashEntries],
      ];
    case 'queue.copy':
      return [
        ...entries.flush(),
        ...drop(k.stash, k.stashEntries),
        ['COPY', k.queue, k.stash],
        ['COPY', k.entries, k.stashEntries],
      ];
    case 'queue.unstash':
      return [
        ...entries.flush(),
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
    // The head is written from what it was and is; an end drops everything; notices go into the outbox.
    case 'notice':
    case 'head':
    case 'end':
      return [];
  }
}

function ids(entries: readonly QueueEntry[]): string[] {
  return entries.map(({ id }) => id);
}

function drop(...keys: string[]): Write[] {
  return keys.map((key) => ['DEL', key]);
}
