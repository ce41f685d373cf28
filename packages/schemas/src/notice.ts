import { z } from 'zod';
import { snowflake } from './snowflake.ts';

/** A track as a notice names it; see `namedTrack`. */
const named = z.object({ title: z.string(), uri: z.string().nullable() });
/** Why, in the words of the source or node; null where it gave no words that members can use. */
const cause = z.string().nullable();

/**
 * What happened to a session without a command, by kind, with what its sentence names. A new kind is an entry here, one in
 * `noticeReach`, and its texts in packages/discord.
 */
export const notice = z.discriminatedUnion('kind', [
  /** The track could not be played, or broke off; the next one follows, if there is one. */
  z.object({ kind: z.literal('trackFailed'), track: named, cause }),
  /** The node sent no sound of the track for too long; the next one follows, if there is one. */
  z.object({ kind: z.literal('trackStuck'), track: named }),
  /** So many tracks failed one after the other that the music stopped; `queued` are still in the queue. */
  z.object({
    kind: z.literal('stoppedAfterFailures'),
    failures: z.number().int(),
    queued: z.number().int(),
  }),
  /** So many plays in a row were over within a second that the music stopped, before it went round and round; `queued` as above. */
  z.object({ kind: z.literal('stoppedAfterBrief'), plays: z.number().int(), queued: z.number().int() }),
  /** Nobody listened for so long that the session ended. */
  z.object({ kind: z.literal('endedEmpty'), channelId: snowflake, afterMs: z.number() }),
  /** Nothing played for so long that the session ended. */
  z.object({ kind: z.literal('endedIdle'), channelId: snowflake, afterMs: z.number() }),
  /** A moderator moved the bot to another voice channel, and the session with it. */
  z.object({ kind: z.literal('moved'), from: snowflake, to: snowflake }),
  /** A moderator disconnected the bot, or its channel is gone; `kept` tracks wait for the next time. */
  z.object({ kind: z.literal('disconnected'), channelId: snowflake, kept: z.number().int() }),
  /** A moderator muted the bot, or it may not speak (any more): the music waits. */
  z.object({ kind: z.literal('muted'), channelId: snowflake }),
  z.object({ kind: z.literal('suppressed'), channelId: snowflake }),
  /** After one of these two the bot is heard again. */
  z.object({ kind: z.literal('heardAgain'), channelId: snowflake }),
  /** The channel is another bot's, who plays there; `kept` tracks wait for the next time. */
  z.object({ kind: z.literal('channelTaken'), channelId: snowflake, kept: z.number().int() }),
  /** The bot lost its place in the channel and was not let in again; `kept` as above. */
  z.object({ kind: z.literal('notLetIn'), channelId: snowflake, kept: z.number().int() }),
  /** The bot that played in the channel was removed from the server. */
  z.object({ kind: z.literal('botRemoved'), channelId: snowflake }),
  /** No audio node is up: the music waits for one. */
  z.object({ kind: z.literal('waitingForNode') }),
  /** The music goes on after it had waited for a node, so many milliseconds. */
  z.object({ kind: z.literal('nodeReturned'), track: named.nullable(), afterMs: z.number() }),
  /** An audio node broke down and another one took over; the track starts anew, as nobody knows where it was. */
  z.object({ kind: z.literal('trackRestarted'), track: named }),
]);
export type Notice = z.infer<typeof notice>;
export type NoticeKind = Notice['kind'];

/** `panel`: only shown with the session. `channel`: also told by a message in the session's text channel. */
export const noticeReach: Readonly<Record<NoticeKind, 'panel' | 'channel'>> = {
  trackFailed: 'channel',
  trackStuck: 'channel',
  stoppedAfterFailures: 'channel',
  stoppedAfterBrief: 'channel',
  endedEmpty: 'channel',
  endedIdle: 'channel',
  moved: 'panel',
  disconnected: 'channel',
  muted: 'channel',
  suppressed: 'channel',
  heardAgain: 'channel',
  channelTaken: 'channel',
  notLetIn: 'channel',
  botRemoved: 'channel',
  waitingForNode: 'channel',
  nodeReturned: 'channel',
  trackRestarted: 'panel',
};

/** A notice with its time, milliseconds since the epoch. */
export const datedNotice = z.object({ at: z.number(), notice });
export type DatedNotice = z.infer<typeof datedNotice>;
