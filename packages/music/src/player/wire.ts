import type { Track } from '@anankor/schemas';
import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';
import type { PlayRef } from '../session/state.ts';

/** Shapes of Lavalink's v4 protocol, so far as they are read here. */
export interface WireTrack {
  encoded: string;
  info: {
    identifier: string;
    title: string;
    author: string;
    length: number;
    isStream: boolean;
    isSeekable: boolean;
    uri?: string | null;
    artworkUrl?: string | null;
    sourceName: string;
  };
  userData?: Record<string, unknown>;
}

export interface WirePlayer {
  guildId: string;
  track: WireTrack | null;
  volume: number;
  paused: boolean;
  state: { time: number; position: number; connected: boolean; ping: number };
  voice: { token?: string; endpoint?: string; sessionId?: string; channelId?: string };
  filters?: Record<string, unknown>;
}

/** Frames of the last minute, an average over the players that played. */
export interface FrameStats {
  sent: number;
  nulled: number;
  deficit: number;
}

/** Which of our plays a node's track is; null when we did not start it. */
export function playOf(track: WireTrack | null): PlayRef | null {
  const { entryId, play } = track?.userData ?? {};
  return typeof entryId === 'string' && typeof play === 'number' ? { entryId, play } : null;
}

/** Longer than any track: what Lavalink says of a stream's length. */
const ENDLESS_MS = 2 ** 53;

export function toTrack({ encoded, info }: WireTrack): Track {
  const { identifier, title, author, length, isStream, isSeekable, uri, artworkUrl, sourceName } = info;
  const durationMs = isStream || length >= ENDLESS_MS ? 0 : Math.max(0, Math.round(length));
  return {
    encoded,
    identifier,
    title,
    author,
    durationMs,
    uri: uri ?? null,
    artworkUrl: artworkUrl ?? null,
    isStream,
    isSeekable,
    sourceName,
  };
}

/** `now`: when the answer came. The node's own clock may be another. */
export function toObserved(player: WirePlayer, now: number): ObservedPlayer {
  const { track, state, voice, paused, volume, filters } = player;
  const { token = '', endpoint = '', sessionId = '', channelId } = voice;
  return {
    track: track && { ref: playOf(track), encoded: track.encoded, positionMs: state.position },
    paused,
    volume,
    filters: filters ?? {},
    voice: { token, endpoint, sessionId, channelId: channelId ? channelId : null },
    connected: state.connected,
    time: now,
  };
}

/** The body of a PATCH. */
export function fromPatch(patch: PlayerPatch): Record<string, unknown> {
  const { track, positionMs, ...rest } = patch;
  const body: Record<string, unknown> = { ...rest };
  if (track === null) body['track'] = { encoded: null };
  else if (track) body['track'] = { encoded: track.encoded, userData: track.ref };
  if (positionMs !== undefined) body['position'] = Math.round(positionMs);
  return body;
}
