import type { SessionHead } from '@anankor/music';
import { queueEntry } from '@anankor/schemas';
import type { ReadyEntry } from '@anankor/schemas';

/**
 * A head is stored in two parts, each written only when it changed: what a track's start, skip or pause alters, and the rest,
 * which is longer and changes seldom. The version is a field of its own, which the commit keeps.
 */
function parts(head: SessionHead) {
  const { version: _, current, revision, play, started, anchor, seeking, paused, votes, ...others } = head;
  const { failures, commandAt, idleSince, ...rest } = others;
  const clock = { revision, play, started, anchor, seeking, paused, votes, failures, commandAt, idleSince };
  // The current entry lies with those of the queue and is named here.
  return { playback: { current: current?.id ?? null, ...clock }, rest };
}
type Playback = ReturnType<typeof parts>['playback'];
type Rest = ReturnType<typeof parts>['rest'];

/** Fields of the session's hash that `after` alters, with their values: `playback`, `head`, both or none. */
export function headFields(before: SessionHead | null, after: SessionHead): string[] {
  const was = before && parts(before);
  const { playback, rest } = parts(after);
  const fields = [];
  if (was === null || differ(was.playback, playback)) fields.push('playback', JSON.stringify(playback));
  if (was === null || differ(was.rest, rest)) fields.push('head', JSON.stringify(rest));
  return fields;
}

function differ<Part extends object>(before: Part, after: Part): boolean {
  for (const key in after) if (!Object.is(before[key], after[key])) return true;
  return false;
}

/** The head that the hash holds; null for none. `entries`: JSON of the queue's entries and the current one, by id. */
export function readHead(
  hash: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, string>>,
): SessionHead | null {
  const { version, head, playback } = hash;
  if (head === undefined || playback === undefined) return null;
  const { current, ...clock } = JSON.parse(playback) as Playback;
  const rest = JSON.parse(head) as Rest;
  return { ...rest, ...clock, version: Number(version), current: readyEntry(current, entries) };
}

function readyEntry(id: string | null, entries: Readonly<Record<string, string>>): ReadyEntry | null {
  const text = id === null ? undefined : entries[id];
  const entry = text === undefined ? undefined : queueEntry.parse(JSON.parse(text));
  return entry?.state === 'ready' ? entry : null;
}
