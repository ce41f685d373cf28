import { lengthOf } from '@anankor/schemas';
import { clockAt, isHeld, playbackSpeed } from './position.ts';
import type { Filters, PlayRef, SessionHead, SessionState, VoiceCredentials } from './state.ts';

/** The player as the session wants it. */
export interface WantedPlayer {
  voice: VoiceCredentials;
  /** Since when the credentials are there, milliseconds since the epoch. */
  voiceSince: number;
  track: WantedTrack | null;
  paused: boolean;
  /** Per cent; Lavalink's scale. */
  volume: number;
  filters: Filters;
}

export interface WantedTrack extends PlayRef {
  encoded: string;
  /** Where it should be now, milliseconds; past `endMs` where the clock ran over the end. Null: a live stream has no places. */
  positionMs: number | null;
  /** Length in milliseconds, null where it is not known. */
  endMs: number | null;
  /** The node said that this play began. */
  started: boolean;
  /** The position is an order, not an estimate. */
  seeking: boolean;
}

/** Discord's voice credentials, once both halves are there. */
export function voiceCredentials(head: SessionHead): VoiceCredentials | null {
  const { sessionId, channelId, server } = head.voice;
  return sessionId !== null && channelId !== null && server !== null
    ? { ...server, sessionId, channelId }
    : null;
}

/**
 * The player that a session wants at `now`. `none`: there should be no player. `pending`: there should be one, but Discord
 * has not given its voice credentials yet; whatever plays is left alone.
 */
export function wantedPlayer(state: SessionState | null, now: number): WantedPlayer | 'none' | 'pending' {
  if (state === null || state.head.parked) return 'none';
  const { head } = state;
  const voice = voiceCredentials(head);
  if (voice === null || head.voice.since === null) return 'pending';
  const { volume, filters } = head;
  const track = wantedTrack(head, now);
  return { voice, voiceSince: head.voice.since, track, paused: isHeld(head), volume, filters };
}

function wantedTrack(head: SessionHead, now: number): WantedTrack | null {
  const { current, play, started, seeking, anchor, filters } = head;
  if (current === null) return null;
  const { encoded, isStream } = current.track;
  const positionMs = isStream ? null : Math.round(clockAt(anchor, playbackSpeed(filters), now));
  return {
    entryId: current.id,
    play,
    encoded,
    positionMs,
    endMs: lengthOf(current.track),
    started,
    seeking,
  };
}

/** The voice channel the bot should be in. */
export function wantedChannel(state: SessionState | null): string | null {
  return state === null || state.head.parked ? null : state.head.channelId;
}

/**
 * The voice channel that must be assigned to the session's worker. A parked session needs none, so that its worker is free for other
 * channels; but on its way to another worker it does, since the assignment decides whose it is.
 */
export function assignedChannel(state: SessionState | null): string | null {
  if (state === null) return null;
  const { parked, moving, arriving, channelId } = state.head;
  return parked && moving === null && arriving === null ? null : channelId;
}

/**
 * What to tell Discord's gateway (op 4) for the bot to be where the session wants it; `actual` is the bot's own voice
 * state. `rejoin` is a leave and a join: Discord sends credentials anew only then. The caller paces it.
 */
export function reconcileVoice(
  state: SessionState | null,
  actual: string | null,
): { type: 'join' | 'rejoin'; channelId: string } | { type: 'leave' } | null {
  const channelId = wantedChannel(state);
  if (state === null || channelId === null) return actual === null ? null : { type: 'leave' };
  if (actual !== channelId) return { type: 'join', channelId };
  return voiceCredentials(state.head) === null ? { type: 'rejoin', channelId } : null;
}
