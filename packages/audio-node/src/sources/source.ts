import type { Audio } from '../engine/audio.ts';
import type { LavalinkException, LoadResult, TrackInfo } from '../protocol/types.ts';

/** Where tracks come from. */
export interface Source {
  /** `sourceName` of its tracks. */
  readonly name: string;
  /** Sources that clients look for in `/v4/info` before they search, and that this one answers for. */
  readonly standsInFor?: readonly string[];
  /** `undefined` when the identifier is none of its own, so that the next source is asked. */
  load(identifier: string): Promise<LoadResult | undefined>;
  /** The sound of one of its tracks; rejects with what the listener is told. */
  open(info: TrackInfo, container: string | undefined): Promise<Audio>;
}

/** A load error whose message may be shown to a user as it is. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

export function commonFailure(message: string): LavalinkException {
  return { message, severity: 'common', cause: message, causeStackTrace: '' };
}

/** Any failure of a source as Lavalink words it. */
export function toException(error: unknown): LavalinkException {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SourceError) return commonFailure(message);
  return { message, severity: 'suspicious', cause: String(error), causeStackTrace: '' };
}
