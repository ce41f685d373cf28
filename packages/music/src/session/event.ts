import type { Silence } from '@anankor/schemas';
import type { LoadOutcome } from './load.ts';
import type { PlayRef } from './state.ts';

export type TrackEndReason = 'finished' | 'loadFailed' | 'stopped' | 'replaced' | 'cleanup';

/**
 * Everything that happens to a session and is no command. Events of a player name the play they are of, so one that comes
 * late or twice changes nothing. Times are milliseconds since the epoch.
 */
export type SessionEvent =
  | { type: 'loaded'; entryId: string; outcome: LoadOutcome }
  | ({ type: 'trackStarted' } & PlayRef)
  | ({ type: 'trackEnded'; reason: TrackEndReason } & PlayRef)
  /** `message` is for the log; `cause` is what members may read of it. */
  | ({ type: 'trackException'; message: string; cause?: string | null } & PlayRef)
  | ({ type: 'trackStuck' } & PlayRef)
  /** Where the player is; `time` is when it was there. */
  | ({ type: 'playerUpdate'; positionMs: number; time: number; connected: boolean } & PlayRef)
  /** An endpoint of null: Discord allots a server, another update follows. */
  | { type: 'voiceServer'; token: string; endpoint: string | null }
  /** The bot's own voice state; `silenced` absent: it is heard. */
  | { type: 'voiceState'; channelId: string | null; sessionId: string; silenced?: Silence | null }
  /** Whether it is heard where it is, found out later. */
  | { type: 'silence'; silenced: Silence | null }
  /** The bot's gateway session was replaced: Discord ends the voice connection it had. */
  | { type: 'voiceReset' }
  /** The node's voice connection was closed; code null: it never came up. */
  | { type: 'voiceClosed'; code: number | null }
  /** Who listens now: users in the channel who are no bots and not deafened. */
  | { type: 'listeners'; userIds: readonly string[] }
  /** Discord does not let the bot into its channel; the entries of these ids, and what they came to, were put in by who called it there. */
  | { type: 'seatRefused'; channelId: string; entryIds: readonly string[] }
  /** The channel is another worker's, who stays in it. */
  | { type: 'channelTaken'; channelId: string }
  /** The bot was removed from the guild. */
  | { type: 'guildLeft' }
  | { type: 'tick' }
  /** The node, or the Lavalink session with the players on it, is gone since `at`. */
  | { type: 'nodeLost'; name: string; at: number }
  /** A node is up. `kept`: the players it had for us go on. */
  | { type: 'nodeReady'; name: string; sessionId: string; kept: boolean };
