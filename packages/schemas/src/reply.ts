import { z } from 'zod';
import { failureCode } from './failure.ts';
import { storedPart } from './stored-shape.ts';
import type { FailureCode } from './failure.ts';
import type { Silence } from './session.ts';
import type { ListedEntry, NamedTrack, ShownTrack } from './shown-track.ts';
import type { LoopMode } from './track.ts';

/** What a button needs to find its session again and to be known as stale. */
export interface SessionRef {
  sessionId: string;
  channelId: string;
  /** Grows whenever another track becomes the current one. */
  revision: number;
}

/** A player's state as a panel shows it. */
export interface NowPlaying {
  session: SessionRef;
  track: ShownTrack;
  requesterId: string;
  positionMs: number;
  paused: boolean;
  /** Per cent, 0 to 200. */
  volume: number;
  loop: LoopMode;
  queued: number;
}

/** Every reply that is no failure, with what it says. Rendered by packages/discord, and nowhere else. */
export interface ReplyParams {
  'play.started': { track: NamedTrack; channelId: string };
  'play.queued': { track: NamedTrack; position: number; startsInMs: number | null; waitsForNode: boolean };
  /** `skipped`: there was no room for them. `unreadable`: they can't be played. */
  'play.playlist': { name: string; added: number; skipped: number; unreadable?: number; position: number };
  /** Instead of a `play.started` that did not come true. */
  'play.broke': { track: NamedTrack; cause: string | null; next: NamedTrack | null };
  'play.removed': { query: string };
  'pause.done': { track: NamedTrack; positionMs: number };
  'pause.already': Record<string, never>;
  'resume.done': { track: NamedTrack; positionMs: number };
  'resume.already': Record<string, never>;
  'skip.done': { skipped: number; track: NamedTrack | null; next: NamedTrack | null };
  'skip.vote': { votes: number; needed: number };
  'stop.done': { session: SessionRef; cleared: number };
  'loop.set': { mode: LoopMode };
  'volume.shown': { level: number };
  'volume.set': { level: number };
  nowplaying: NowPlaying;
  /** Instead of a `nowplaying` after which nothing plays any more. */
  'nowplaying.over': { track: NamedTrack };
  'queue.page': {
    session: SessionRef;
    page: number;
    pages: number;
    total: number;
    totalMs: number;
    /** Some lengths are not known, so it takes longer than `totalMs`. */
    atLeast?: boolean;
    current: { track: NamedTrack; positionMs: number; paused: boolean } | null;
    entries: { position: number; entry: ListedEntry }[];
  };
  'queue.shuffled': { count: number };
  'queue.undone': { what: 'stop' | 'shuffle'; count: number };
  'queue.nothingToUndo': Record<string, never>;
  'join.done': { channelId: string };
  'join.already': { channelId: string };
  'leave.done': { channelId: string; kept: number };
  /** A session that could not be read was ended. */
  'session.dropped': Record<string, never>;
  ping: { gatewayMs: number; redisMs: number; workers: { name: string; online: boolean }[] };
  help: { command: string | null };
}
export type ReplyKey = keyof ReplyParams;

/** Why the music that a success speaks of is not heard just now: the bot is muted, or may not speak. */
export type Caveat = Silence;

/** What the failures of commands.md need to say. Every field is optional: a code uses those its sentence names. */
export interface FailureParams {
  /** Sessions of the guild, for WC and NW. */
  sessions?: { channelId: string; workerName: string }[];
  /** The valid range, for OR. */
  min?: number;
  max?: number;
  option?: string;
  /** Missing channel permissions by Discord's names, for BP. */
  missing?: string[];
  channelId?: string;
  /** For VC: it is still waited for. */
  pending?: boolean;
  inviteUrl?: string;
  /** Finds the failure in the logs. */
  reference?: string;
  /** Lavalink's message where its severity is `common`, for LF. */
  cause?: string;
  query?: string;
  added?: number;
  of?: number;
  position?: number;
  roleIds?: string[];
  votes?: number;
  needed?: number;
  retryAfterMs?: number;
  /** For SP: it is a suggestion that was picked, and no button. */
  suggestion?: boolean;
  /** For SP: the state to redraw the panel with. */
  panel?: NowPlaying | null;
}

export type Reply =
  | {
      [Key in ReplyKey]: {
        key: Key;
        params: ReplyParams[Key];
        tone: 'success' | 'info';
        /** The command changes what is heard, once an audio node is up again. */
        waitsForNode?: true;
        caveat?: Caveat;
      };
    }[ReplyKey]
  | { key: 'failure'; code: FailureCode; params: FailureParams; tone: 'failure' };

export function reply<Key extends ReplyKey>(
  key: Key,
  params: ReplyParams[Key],
  tone: 'success' | 'info' = 'success',
): Reply {
  return { key, params, tone } as Reply;
}

export function failure(code: FailureCode, params: FailureParams = {}): Reply {
  return { key: 'failure', code, params, tone: 'failure' };
}

/** The shape a stored reply must have; its params are trusted, since only the product writes them. */
export const storedReply: z.ZodType<Reply> = z.union([
  storedPart({
    key: z.literal('failure'),
    // A code of a later version.
    code: failureCode.catch('ER'),
    params: z.record(z.string(), z.unknown()),
    tone: z.literal('failure'),
  }),
  storedPart({
    key: z.string(),
    params: z.record(z.string(), z.unknown()),
    tone: z.enum(['success', 'info']),
  }),
]) as unknown as z.ZodType<Reply>;
