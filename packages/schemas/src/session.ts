import { z } from 'zod';
import { settingsInForce } from './guild-settings.ts';
import { datedNotice } from './notice.ts';
import { storedPart, storedShape } from './stored-shape.ts';
import type { StoredValue } from './stored-shape.ts';
import { loopMode, readyEntry } from './track.ts';

/*
 * The head of a session as it is stored: two objects of a constant size, each written whole where a commit alters it.
 *
 * To add a field: one line here with `.default()`, in `sessionPlayback` where it changes with the track, else in `sessionRest`.
 * apps/worker/src/services/stored-head.ts then does not compile until the field is written, too. `SessionHead`, `emptySession` and
 * reading follow by themselves. An older process keeps the field as it is while it owns the session, so a stale value must do no harm.
 */

const time = z.number().nonnegative();
const count = z.number().int().nonnegative();

/** Where a track is in time. `at` null: the clock stands at `positionMs` (paused, not yet heard, node gone). */
export const anchor = storedPart({
  positionMs: time.default(0),
  /** Wall clock in milliseconds at which the track was at `positionMs`. */
  at: time.nullable().default(null),
});
export type Anchor = z.infer<typeof anchor>;

/** Discord sends its voice credentials in two halves, in any order. Secret: in no log, error or metric. */
export const voiceState = storedPart({
  /** From the bot's own voice state. */
  sessionId: z.string().nullable().default(null),
  channelId: z.string().nullable().default(null),
  /** From the voice server update. */
  server: storedPart({ token: z.string(), endpoint: z.string() }).nullable().default(null),
  /** When the two were last complete, milliseconds since the epoch. */
  since: time.nullable().default(null),
});
export type VoiceState = z.infer<typeof voiceState>;

export const noVoice: VoiceState = { sessionId: null, channelId: null, server: null, since: null };

/** Why Discord passes nothing of the bot's sound on: a moderator muted it, or it is in a stage's audience or may not speak. */
export const silence = z.enum(['muted', 'suppressed']);
export type Silence = z.infer<typeof silence>;

/** The Lavalink node, and the Lavalink session on it, that holds the player. */
export const nodePlacement = storedPart({ name: z.string(), sessionId: z.string() });
export type NodePlacement = z.infer<typeof nodePlacement>;

/** What the last stop or shuffle can be taken back to; the queue of before is in the stash. */
export const undoRecord = z.discriminatedUnion('what', [
  storedPart({
    what: z.literal('stop'),
    at: time,
    count: count.default(0),
    current: readyEntry.nullable().default(null),
    positionMs: time.default(0),
  }),
  storedPart({ what: z.literal('shuffle'), at: time, count: count.default(0) }),
]);
export type UndoRecord = z.infer<typeof undoRecord>;

/** The session is on its way to another worker bot: nothing alters it until that is decided. */
export const moving = storedPart({
  /** Names this move and no other. */
  id: z.string(),
  /** The worker that is to have it. */
  to: z.string(),
  /** Since when this worker has the channel, as the assignment says: that worker can take it only while this still holds. */
  since: time,
  /** When it began, milliseconds since the epoch. */
  at: time,
});
export type Moving = z.infer<typeof moving>;

/** The session came from another worker bot, which has not yet forwarded all that was typed before. */
export const arriving = storedPart({
  /** The move's id. */
  id: z.string(),
  from: z.string(),
  /** When it was adopted, milliseconds since the epoch. */
  at: time,
});
export type Arriving = z.infer<typeof arriving>;

/** What a track's start, skip or pause alters. */
export const sessionPlayback = storedShape(1, {
  /** Id of the current entry, which lies with those of the queue. */
  current: z.string().nullable().default(null),
  /** Grows by one with every transition that put another track (or none) in the current place. */
  revision: count.default(0),
  /** Grows with every start of a track, repeats included. With the entry's id it names a play. */
  play: count.default(0),
  /** The node said that this play began; until then the clock stands. */
  started: z.boolean().default(false),
  anchor: anchor.default({ positionMs: 0, at: null }),
  /** A seek to the anchor that the player has not shown yet. */
  seeking: z.boolean().default(false),
  paused: z.boolean().default(false),
  /** Users who voted to skip the current track. */
  votes: z.array(z.string()).readonly().default([]),
  /** Tracks that failed one after the other, since one last played. */
  failures: count.default(0),
  /** When the current play began to be wanted, milliseconds since the epoch. */
  playSince: time.nullable().default(null),
  /** Plays in a row that were over within a moment. */
  briefPlays: count.default(0),
  /** Since when the current track waits for a node, milliseconds since the epoch. */
  waitingSince: time.nullable().default(null),
  /** When the latest command that changed anything was issued, milliseconds since the epoch. */
  commandAt: time.default(0),
  /** Since when nothing plays (parked: since when it is), milliseconds since the epoch. */
  idleSince: time.nullable().default(null),
});

/** What is longer and changes seldom. */
export const sessionRest = storedShape(1, {
  /** Unique; buttons carry it. */
  id: z.string(),
  guildId: z.string(),
  /** The voice channel it plays in; where it was last, when parked. */
  channelId: z.string(),
  textChannelId: z.string(),
  /** The guild's language by Discord's code, as a command last told. */
  locale: z.string().default('en-US'),
  /** What happened without a command, the latest last; a few of them, for the panel. */
  notices: z.array(datedNotice).readonly().default([]),
  /** The guild's settings as a command last told them; null: all at their defaults. */
  settings: settingsInForce.nullable().default(null),
  /** Per cent, 0 to 200. */
  volume: count.max(1000).default(100),
  loop: loopMode.default('off'),
  /** Lavalink's filter object; {} for none. */
  filters: z.record(z.string(), z.unknown()).readonly().default({}),
  undo: undoRecord.nullable().default(null),
  voice: voiceState.default(noVoice),
  /** As of the bot's own voice state; null: it is heard. The music waits meanwhile. */
  silenced: silence.nullable().default(null),
  node: nodePlacement.nullable().default(null),
  moving: moving.nullable().default(null),
  arriving: arriving.nullable().default(null),
  /** Left its channel and kept its queue: no player, no voice, no assignment, until somebody calls it or its time is over. */
  parked: z.boolean().default(false),
  /** Since when nobody listens, milliseconds since the epoch. */
  emptySince: time.nullable().default(null),
});

export type SessionPlayback = StoredValue<typeof sessionPlayback>;
export type SessionRest = StoredValue<typeof sessionRest>;
