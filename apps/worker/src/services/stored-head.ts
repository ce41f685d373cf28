import type { SessionHead } from '@anankor/music';
import { queueEntry } from '@anankor/schemas';
import type { ReadyEntry } from '@anankor/schemas';

type Playback = ReturnType<typeof playbackOf>;
type Rest = Omit<SessionHead, keyof Playback | 'version'>;

/** What a track's start, skip or pause alters. The current entry lies with those of the queue and is named here. */
function playbackOf(head: SessionHead) {
  const { current, revision, play, started, anchor, seeking, paused, votes } = head;
  const { failures, commandAt, idleSince } = head;
  return {
    current: current?.id ?? null,
    revision,
    play,
    started,
    anchor,
    seeking,
    paused,
    votes,
    failures,
    commandAt,
    idleSince,
  };
}

/** What is longer and changes seldom. Written out: a rest pattern took an eighth of a commit's time in the worker. */
function restOf(head: SessionHead): Rest {
  const { id, guildId, channelId, textChannelId, volume, loop, filters } = head;
  const { undo, voice, node, moving, arriving, parked, emptySince } = head;
  return {
    id,
    guildId,
    channelId,
    textChannelId,
    volume,
    loop,
    filters,
    undo,
    voice,
    node,
    moving,
    arriving,
    parked,
    emptySince,
  };
}

/**
 * Fields of the session's hash that `after` alters, with their values: `playback`, `head`, both or none. The version is a field of
 * its own, which the commit keeps.
 */
export function headFields(before: SessionHead | null, after: SessionHead): string[] {
  const fields: string[] = [];
  const add = <Part extends object>(name: string, of: (head: SessionHead) => Part): void => {
    const part = of(after);
    if (before === null || differ(of(before), part)) fields.push(name, JSON.stringify(part));
  };
  add('playback', playbackOf);
  add('head', restOf);
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
