import { restoreSession } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { jsonOf, sessionPlayback, sessionRest } from '@anankor/schemas';
import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import { EntryReader, readEntry } from './read-entries.ts';
import { joinHead } from './stored-head.ts';

/** What Redis holds of a session; null for a key of another type than ours. */
export interface StoredSession {
  hash: Readonly<Record<string, string>> | null;
  queue: readonly string[] | null;
  entries: Readonly<Record<string, string>> | null;
  history: readonly string[] | null;
  stash: readonly string[] | null;
  stashEntries: Readonly<Record<string, string>> | null;
}

export type LoadedSession =
  | { kind: 'none' }
  /** `lost`: what can't be read and is left out. Unless empty, Redis and `state` differ until the session is written anew. */
  | { kind: 'session'; state: SessionState; lost: readonly string[] }
  /** Nobody can tell what it was. */
  | { kind: 'unreadable'; reason: string };

export function stateOf(loaded: LoadedSession): SessionState | null {
  return loaded.kind === 'session' ? loaded.state : null;
}

/** Reads as much of a session as can be read. Total: it does not throw, whatever is stored. */
export function readSession(guildId: string, stored: StoredSession): LoadedSession {
  if (Object.values(stored).every(isEmpty)) return { kind: 'none' };
  const { hash } = stored;
  const rest = readRest(guildId, hash?.['head']);
  if (rest === null) return { kind: 'unreadable', reason: reasonOf(hash) };
  const lost = rest.lost.map((path) => `head.${path}`);
  const playback = readPlayback(hash?.['playback'], lost);
  const entries = new EntryReader(stored.entries, lost);
  const current = currentOf(playback.current, entries, lost);
  const queue = entries.inOrder(stored.queue, 'queue');
  const { undo } = rest.value;
  const stash = undo && new EntryReader(stored.stashEntries, lost).inOrder(stored.stash, 'stash');
  const history = readHistory(stored.history, lost);
  const head = joinHead({
    playback,
    rest: rest.value,
    current,
    version: readVersion(hash?.['version'], lost),
  });
  return { kind: 'session', state: restoreSession({ head, queue, history, stash }), lost };
}

function isEmpty(part: object | null): boolean {
  return part !== null && Object.keys(part).length === 0;
}

function reasonOf(hash: StoredSession['hash']): string {
  if (hash === null) return 'its key is no hash';
  if (hash['head'] === undefined) return 'it has no head';
  return jsonOf(hash['head']) === undefined ? 'its head is no JSON' : 'its head names no voice channel';
}

/** The voice channel alone has no stand-in. */
function readRest(guildId: string, text: string | undefined) {
  const stored = jsonOf(text);
  if (typeof stored !== 'object' || stored === null) return null;
  const { channelId } = stored as { channelId?: unknown };
  const read = sessionRest.parse({ id: guildId, textChannelId: channelId, ...stored, guildId });
  return read && read.value.channelId !== '' ? read : null;
}

function readPlayback(text: string | undefined, lost: string[]) {
  const read = sessionPlayback.read(text);
  lost.push(...(read?.lost.map((path) => `playback.${path}`) ?? ['playback']));
  return read?.value ?? sessionPlayback.schema.parse({});
}

function currentOf(id: string | null, entries: EntryReader, lost: string[]): ReadyEntry | null {
  const entry: QueueEntry | null = id === null ? null : entries.take(id);
  if (entry?.state === 'ready') return entry;
  if (id !== null) lost.push('playback.current');
  return null;
}

function readVersion(text: string | undefined, lost: string[]): number {
  const version = Number(text);
  if (Number.isSafeInteger(version) && version > 0) return version;
  lost.push('version');
  return 1;
}

function readHistory(texts: readonly string[] | null, lost: string[]): ReadyEntry[] {
  if (texts === null) lost.push('history');
  return (texts ?? []).flatMap((text) => {
    const read = readEntry(text);
    if (read?.value.state === 'ready') return [read.value];
    lost.push('history: an entry');
    return [];
  });
}
