import type { LoadingEntry, ReadyEntry } from '@anankor/schemas';
import { expect, it } from 'vitest';
import { EntryWrites } from './entry-writes.ts';

const entry = (id: string): ReadyEntry => ({ id, state: 'ready', requesterId: '1' }) as ReadyEntry;
const text = (id: string): string => JSON.stringify(entry(id));
const after = (work: (entries: EntryWrites) => void, current: ReadyEntry | null = null) => {
  const entries = new EntryWrites('key', current);
  work(entries);
  return entries.flush();
};

it('writes what comes, forgets what goes', () => {
  expect(after((entries) => entries.enter([entry('a'), entry('b')]))).toEqual([
    ['HSET', 'key', 'a', text('a'), 'b', text('b')],
  ]);
  expect(after((entries) => entries.leave(['a', 'b']))).toEqual([['HDEL', 'key', 'a', 'b']]);
  expect(after(() => undefined, entry('a'))).toEqual([['HDEL', 'key', 'a']]);
});

it('writes nothing for an entry that stays, in the queue or as the current one', () => {
  expect(after((entries) => entries.enter([entry('a')]), entry('a'))).toEqual([]);
  const played = (entries: EntryWrites): void => {
    entries.leave(['b']);
    entries.enter([entry('a')]);
    entries.enter([entry('b')]);
  };
  expect(after(played, entry('a'))).toEqual([]);
});

it('nor for one that comes and goes at once', () => {
  const both = (entries: EntryWrites): void => {
    entries.enter([entry('a')]);
    entries.leave(['a']);
  };
  expect(after(both)).toEqual([]);
});

it('writes new content wherever it ends up, and forgets it all the same', () => {
  const loading = { id: 'a', state: 'loading', query: 'q' } as LoadingEntry;
  expect(after((entries) => entries.put(loading))).toEqual([['HSET', 'key', 'a', JSON.stringify(loading)]]);
  const played = (entries: EntryWrites): void => {
    entries.put(entry('a'));
    entries.leave(['a']);
    entries.enter([entry('a')]);
  };
  expect(after(played)).toEqual([['HSET', 'key', 'a', text('a')]]);
  const removed = (entries: EntryWrites): void => {
    entries.put(entry('a'));
    entries.leave(['a']);
  };
  expect(after(removed)).toEqual([['HDEL', 'key', 'a']]);
});
