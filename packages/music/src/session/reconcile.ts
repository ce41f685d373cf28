import { DRIFT_MS } from './apply-event.ts';
import type { SessionEvent } from './event.ts';
import { filtersAgree } from './filters.ts';
import type { Filters, PlayRef, VoiceCredentials } from './state.ts';
import type { WantedPlayer, WantedTrack } from './wanted.ts';

/** A player as its node reports it. */
export interface ObservedPlayer {
  /** `ref` null: not started by us. */
  track: { ref: PlayRef | null; encoded: string; positionMs: number } | null;
  paused: boolean;
  /** Per cent; Lavalink's scale. */
  volume: number;
  filters: Filters;
  /** `channelId` null: nodes before 4.2 don't tell. Blank strings where no voice was given. */
  voice: { token: string; endpoint: string; sessionId: string; channelId: string | null };
  /** Whether the voice connection to Discord is up. */
  connected: boolean;
  /** When `track.positionMs` was true, milliseconds since the epoch. */
  time: number;
}

/** One PATCH of a player; what is absent stays as it is. */
export interface PlayerPatch {
  voice?: VoiceCredentials;
  /** null: no track. */
  track?: { encoded: string; ref: PlayRef } | null;
  positionMs?: number;
  paused?: boolean;
  volume?: number;
  filters?: Filters;
}

export type PlayerCall = { type: 'update'; patch: PlayerPatch } | { type: 'destroy' };

export interface Reconciliation {
  /** What must be called; nothing when the player is as it is wanted. */
  calls: readonly PlayerCall[];
  /** What must have happened without our hearing of it. These are decided first; then it is reconciled anew. */
  events: readonly SessionEvent[];
}

const nothing: Reconciliation = { calls: [], events: [] };

/**
 * What to do for `observed` to become `wanted`. Pure, and idempotent: once its calls took effect it asks for nothing.
 * `observed` null: the node has no player.
 */
export function reconcile(
  wanted: WantedPlayer | 'none' | 'pending',
  observed: ObservedPlayer | null,
  now: number,
  voiceTimeoutMs: number,
): Reconciliation {
  if (wanted === 'none') return observed ? { calls: [{ type: 'destroy' }], events: [] } : nothing;
  if (wanted === 'pending') return nothing;
  if (observed === null && wanted.track === null) return nothing;
  const event = missedEvent(wanted, observed, now, voiceTimeoutMs);
  if (event) return { calls: [], events: [event] };
  const patch = {
    ...voicePatch(wanted, observed),
    ...trackPatch(wanted.track, observed),
    ...soundPatch(wanted, observed),
  };
  return Object.keys(patch).length > 0 ? { calls: [{ type: 'update', patch }], events: [] } : nothing;
}

/** An event that died with the process that read it, or was never sent: it shows in what the player is. */
function missedEvent(
  wanted: WantedPlayer,
  observed: ObservedPlayer | null,
  now: number,
  voiceTimeoutMs: number,
): SessionEvent | null {
  const { track } = wanted;
  const silent = !observed?.track;
  if (track?.started && silent && isOver(track))
    return { type: 'trackEnded', reason: 'finished', entryId: track.entryId, play: track.play };
  if (!observed || !sameVoice(wanted.voice, observed)) return null;
  if (!observed.connected && now - wanted.voiceSince >= voiceTimeoutMs)
    return { type: 'voiceClosed', code: null };
  const heard = observed.track;
  if (!track || !heard || !samePlay(track, heard.ref) || track.seeking) return null;
  const follows =
    !track.started || isElsewhere(track.positionMs, wanted.paused ? 0 : now - observed.time, heard);
  if (!follows || !observed.connected) return null;
  const { entryId, play } = track;
  return {
    type: 'playerUpdate',
    entryId,
    play,
    positionMs: heard.positionMs,
    time: observed.time,
    connected: true,
  };
}

/** One whose length is not known is never over before its node says so. */
function isOver({ positionMs, endMs }: WantedTrack): boolean {
  return positionMs !== null && endMs !== null && positionMs >= endMs - DRIFT_MS;
}

function isElsewhere(wantedMs: number | null, agoMs: number, heard: { positionMs: number }): boolean {
  return wantedMs !== null && Math.abs(wantedMs - agoMs - heard.positionMs) > DRIFT_MS;
}

function samePlay(wanted: PlayRef, ref: PlayRef | null): boolean {
  return ref?.entryId === wanted.entryId && ref.play === wanted.play;
}

function sameVoice(wanted: VoiceCredentials, observed: ObservedPlayer | null): boolean {
  if (!observed) return false;
  const { token, endpoint, sessionId, channelId } = observed.voice;
  const sameChannel = channelId === null || channelId === wanted.channelId;
  return (
    sameChannel && token === wanted.token && endpoint === wanted.endpoint && sessionId === wanted.sessionId
  );
}

function voicePatch(wanted: WantedPlayer, observed: ObservedPlayer | null): PlayerPatch {
  return sameVoice(wanted.voice, observed) ? {} : { voice: wanted.voice };
}

function trackPatch(wanted: WantedTrack | null, observed: ObservedPlayer | null): PlayerPatch {
  const heard = observed?.track ?? null;
  if (wanted === null) return heard ? { track: null } : {};
  const { entryId, play, encoded, endMs, seeking } = wanted;
  const positionMs = Math.min(wanted.positionMs ?? 0, endMs ?? Infinity);
  if (!heard || !samePlay(wanted, heard.ref))
    return { track: { encoded, ref: { entryId, play } }, ...(positionMs > 0 ? { positionMs } : {}) };
  return seeking && Math.abs(positionMs - heard.positionMs) > DRIFT_MS ? { positionMs } : {};
}

function soundPatch(wanted: WantedPlayer, observed: ObservedPlayer | null): PlayerPatch {
  const { paused, volume, filters } = wanted;
  const patch: PlayerPatch = {};
  if (paused !== (observed?.paused ?? false)) patch.paused = paused;
  if (volume !== (observed?.volume ?? 100)) patch.volume = volume;
  if (!filtersAgree(filters, observed?.filters ?? {})) patch.filters = filters;
  return patch;
}
