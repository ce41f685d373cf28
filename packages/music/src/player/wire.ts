import type { Track } from '@anankor/schemas';
import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';
import type { RestPlayer, RestTrack } from './rest-answers.ts';

/** Frames of the last minute, an average over the players that played. */
export interface FrameStats {
  sent: number;
  nulled: number;
  deficit: number;
}

/** Longer than any track: what Lavalink says where it does not know the length. */
const ENDLESS_MS = 2 ** 53;
/** Characters of a title or author that are kept. Whole queues are stored, and nobody reads a longer one. */
const MAX_TEXT = 300;
/** The same of a link. One that was cut would lead elsewhere, so a longer one counts as none. */
const MAX_LINK = 2_048;

export function toTrack({ encoded, info }: RestTrack): Track {
  const { identifier, title, author, length, isStream, isSeekable, uri, artworkUrl, sourceName } = info;
  const known = !isStream && length > 0 && length < ENDLESS_MS;
  return {
    encoded,
    identifier,
    title: tidy(title),
    author: tidy(author),
    durationMs: known ? Math.round(length) : 0,
    uri: tidyLink(uri),
    artworkUrl: tidyLink(artworkUrl),
    isStream,
    isSeekable,
    sourceName: sourceName || 'unknown',
  };
}

/** Whole characters in one line, not too many. */
function tidy(text: string): string {
  const cut = text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '');
  return cut
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

function tidyLink(link: string | null): string | null {
  return link === null || link === '' || link.length > MAX_LINK || !link.isWellFormed() ? null : link;
}

/** `now`: when the answer came. The node's own clock may be another. */
export function toObserved(player: RestPlayer, now: number): ObservedPlayer {
  const { track, state, voice, paused, volume, filters } = player;
  const { token, endpoint, sessionId, channelId } = voice;
  return {
    track: track && { ref: track.userData, encoded: track.encoded, positionMs: state.position },
    paused,
    volume,
    filters,
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
