import type { LoopMode, QueueEntry, ReadyEntry } from '@anankor/schemas';
import { List } from 'immutable';

/** Where a track is in time. `at` null: the clock stands at `positionMs` (paused, not yet heard, node gone). */
export interface Anchor {
  positionMs: number;
  /** Wall clock in milliseconds at which the track was at `positionMs`. */
  at: number | null;
}

/** What Discord gave the bot to speak in a channel. Secret: in no log, error or metric. */
export interface VoiceCredentials {
  token: string;
  endpoint: string;
  sessionId: string;
  channelId: string;
}

/** Discord sends its voice credentials in two halves, in any order. */
export interface VoiceState {
  /** From the bot's own voice state. */
  sessionId: string | null;
  channelId: string | null;
  /** From the voice server update. */
  server: { token: string; endpoint: string } | null;
  /** When the two were last complete, milliseconds since the epoch. */
  since: number | null;
}

export const noVoice: VoiceState = { sessionId: null, channelId: null, server: null, since: null };

/** The Lavalink node, and the Lavalink session on it, that holds the player. */
export interface NodePlacement {
  name: string;
  sessionId: string;
}

/** Lavalink's filter object; {} for none. */
export type Filters = Readonly<Record<string, unknown>>;

/** What the last stop or shuffle can be taken back to; the queue of before is in the stash. */
export type UndoRecord =
  | { what: 'stop'; at: number; count: number; current: ReadyEntry | null; positionMs: number }
  | { what: 'shuffle'; at: number; count: number };

/** One play of one entry. A repeated track is the same entry and another play, so its late events are told apart. */
export interface PlayRef {
  entryId: string;
  play: number;
}

/** The session is on its way to another worker bot: nothing alters it until that is decided. */
export interface Moving {
  /** Names this move and no other. */
  id: string;
  /** The worker that is to have it. */
  to: string;
  /** Since when this worker has the channel, as the assignment says: that worker can take it only while this still holds. */
  since: number;
  /** When it began, milliseconds since the epoch. */
  at: number;
}

/** The session came from another worker bot, which has not yet forwarded all that was typed before. */
export interface Arriving {
  /** The move's id. */
  id: string;
  from: string;
  /** When it was adopted, milliseconds since the epoch. */
  at: number;
}

/** The small part of a session, written whole with every change. */
export interface SessionHead {
  /** Unique; buttons carry it. */
  id: string;
  guildId: string;
  /** The voice channel it plays in; where it was last, when parked. */
  channelId: string;
  textChannelId: string;
  /** Grows by one with every transition that changed anything. */
  version: number;
  /** Grows by one with every transition that put another track (or none) in the current place. */
  revision: number;
  /** Grows with every start of a track, repeats included. With the entry's id it names a play. */
  play: number;
  current: ReadyEntry | null;
  /** The node said that this play began; until then the clock stands. */
  started: boolean;
  anchor: Anchor;
  /** A seek to the anchor that the player has not shown yet. */
  seeking: boolean;
  paused: boolean;
  /** Per cent, 0 to 200. */
  volume: number;
  loop: LoopMode;
  filters: Filters;
  /** Users who voted to skip the current track. */
  votes: readonly string[];
  undo: UndoRecord | null;
  voice: VoiceState;
  node: NodePlacement | null;
  moving: Moving | null;
  arriving: Arriving | null;
  /** Left its channel and kept its queue: no player, no voice, no assignment, until somebody calls it or its time is over. */
  parked: boolean;
  /** Tracks that failed one after the other, since one last played. */
  failures: number;
  /** When the latest command that changed anything was issued, milliseconds since the epoch. */
  commandAt: number;
  /** Since when nothing plays (parked: since when it is), and since when nobody listens; milliseconds since the epoch. */
  idleSince: number | null;
  emptySince: number | null;
}

/** A session. Immutable: an operation makes another one, in time that does not depend on the queue's length. */
export interface SessionState {
  readonly head: SessionHead;
  /** What comes after the current track, first is next. */
  readonly queue: List<QueueEntry>;
  /** What was played, the latest last. */
  readonly history: List<ReadyEntry>;
  /** The queue as it was before what `head.undo` names. */
  readonly stash: List<QueueEntry> | null;
}

export interface NewSession {
  id: string;
  guildId: string;
  channelId: string;
  textChannelId: string;
  now: number;
  /** Per cent, 100 unless told. */
  volume?: number;
}

export function emptySession(input: NewSession): SessionState {
  const { id, guildId, channelId, textChannelId, now, volume } = input;
  return {
    head: {
      id,
      guildId,
      channelId,
      textChannelId,
      version: 0,
      revision: 0,
      play: 0,
      current: null,
      started: false,
      anchor: { positionMs: 0, at: null },
      seeking: false,
      paused: false,
      volume: volume ?? 100,
      loop: 'off',
      filters: {},
      votes: [],
      undo: null,
      voice: noVoice,
      node: null,
      moving: null,
      arriving: null,
      parked: false,
      failures: 0,
      commandAt: 0,
      idleSince: now,
      emptySince: null,
    },
    queue: List(),
    history: List(),
    stash: null,
  };
}

/** A session as it is stored: arrays for lists. */
export interface SessionSnapshot {
  head: SessionHead;
  queue: readonly QueueEntry[];
  history: readonly ReadyEntry[];
  stash: readonly QueueEntry[] | null;
}

export function restoreSession(snapshot: SessionSnapshot): SessionState {
  return {
    head: snapshot.head,
    queue: List(snapshot.queue),
    history: List(snapshot.history),
    stash: snapshot.stash === null ? null : List(snapshot.stash),
  };
}

export function snapshotOf(state: SessionState): SessionSnapshot {
  return {
    head: state.head,
    queue: state.queue.toArray(),
    history: state.history.toArray(),
    stash: state.stash?.toArray() ?? null,
  };
}
