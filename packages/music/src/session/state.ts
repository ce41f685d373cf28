import { sessionPlayback, sessionRest } from '@anankor/schemas';
import type { QueueEntry, ReadyEntry, SessionPlayback, SessionRest } from '@anankor/schemas';
import { List } from 'immutable';

export { noVoice } from '@anankor/schemas';
export type { Anchor, Arriving, Moving, NodePlacement, UndoRecord, VoiceState } from '@anankor/schemas';

/** What Discord gave the bot to speak in a channel. Secret: in no log, error or metric. */
export interface VoiceCredentials {
  token: string;
  endpoint: string;
  sessionId: string;
  channelId: string;
}

/** Lavalink's filter object; {} for none. */
export type Filters = Readonly<Record<string, unknown>>;

/** One play of one entry. A repeated track is the same entry and another play, so its late events are told apart. */
export interface PlayRef {
  entryId: string;
  play: number;
}

/**
 * The small part of a session, written whole with every change. Its fields are those of the stored shapes
 * (packages/schemas/src/session.ts), and what is not stored with them.
 */
export interface SessionHead extends Omit<SessionPlayback, 'current'>, SessionRest {
  /** Grows by one with every transition that changed anything. */
  version: number;
  current: ReadyEntry | null;
  /** Fields of a later version of this program, by the stored object they came in, which are written back; null for none. */
  unknown: UnknownFields | null;
}

export interface UnknownFields {
  playback: Readonly<Record<string, unknown>> | null;
  rest: Readonly<Record<string, unknown>> | null;
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
  /** The guild's language, English unless told. */
  locale?: string;
}

const nowhere = { id: '', guildId: '', channelId: '', textChannelId: '' };
const fresh: SessionHead = {
  ...sessionPlayback.schema.parse({}),
  ...sessionRest.schema.parse(nowhere),
  version: 0,
  current: null,
  unknown: null,
};

/** A session with every field at its default, but those told. */
export function emptySession(input: NewSession): SessionState {
  const { id, guildId, channelId, textChannelId, now, volume, locale } = input;
  return {
    head: {
      ...fresh,
      id,
      guildId,
      channelId,
      textChannelId,
      locale: locale ?? 'en-US',
      volume: volume ?? 100,
      idleSince: now,
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
