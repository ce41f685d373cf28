import type { SessionHead } from '@anankor/music';
import { sessionPlayback, sessionRest } from '@anankor/schemas';
import type { ReadyEntry, SessionPlayback, SessionRest } from '@anankor/schemas';

/** The current entry lies with those of the queue and is named here. */
function playbackOf(head: SessionHead): SessionPlayback {
  const { current, revision, play, started, anchor, seeking, paused, votes } = head;
  const { failures, playSince, briefPlays, waitingSince, commandAt, idleSince } = head;
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
    playSince,
    briefPlays,
    waitingSince,
    commandAt,
    idleSince,
  };
}

/** Written out: a loop over the schema's names takes twice the time, and a rest pattern more, once or twice a commit. */
function restOf(head: SessionHead): SessionRest {
  const { id, guildId, channelId, textChannelId, locale, notices, settings } = head;
  const { volume, loop, filters } = head;
  const { undo, voice, silenced, node, moving, arriving, parked, emptySince } = head;
  return {
    id,
    guildId,
    channelId,
    textChannelId,
    locale,
    notices,
    settings,
    volume,
    loop,
    filters,
    undo,
    voice,
    silenced,
    node,
    moving,
    arriving,
    parked,
    emptySince,
  };
}

/**
 * Fields of the session's hash that `after` alters, with their values: `playback`, `head`, both or none. The version is a field of
 * its own, which the commit keeps. Nothing is validated here, at each commit: what is in memory was validated as it was read.
 */
export function headFields(before: SessionHead | null, after: SessionHead): string[] {
  const fields: string[] = [];
  const playback = playbackOf(after);
  if (before === null || differ(playbackOf(before), playback))
    fields.push('playback', serialize(playback, after.unknown?.playback, sessionPlayback.version));
  const rest = restOf(after);
  if (before === null || differ(restOf(before), rest))
    fields.push('head', serialize(rest, after.unknown?.rest, sessionRest.version));
  return fields;
}

function differ<Part extends object>(before: Part, after: Part): boolean {
  for (const key in after) if (!Object.is(before[key], after[key])) return true;
  return false;
}

function serialize(part: object, unknown: object | null | undefined, v: number): string {
  return JSON.stringify(unknown ? { ...unknown, ...part, v } : { ...part, v });
}

/** The head out of its stored parts. */
export function joinHead(parts: {
  playback: SessionPlayback;
  rest: SessionRest;
  current: ReadyEntry | null;
  version: number;
}): SessionHead {
  const { playback, rest, current, version } = parts;
  const unknown = { playback: sessionPlayback.unknownOf(playback), rest: sessionRest.unknownOf(rest) };
  return {
    ...playback,
    ...rest,
    current,
    version,
    unknown: (unknown.playback ?? unknown.rest) ? unknown : null,
  };
}
