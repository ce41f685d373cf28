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

/** A failure whose message may be shown to a user as it is. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

const friendly = 'com.sedmelluq.discord.lavaplayer.tools.FriendlyException';
const lookingUp = 'Something went wrong while looking up the track.';

/** A failed load as Lavalink tells it since 4.0.8: wrapped, with the reason nowhere but at the end of the stack trace. */
export function loadException(error: unknown): LavalinkException {
  return {
    message: lookingUp,
    severity: 'fault',
    cause: `${friendly}: ${lookingUp}`,
    causeStackTrace: [
      `${friendly}: ${lookingUp}`,
      '\tat com.sedmelluq.discord.lavaplayer.tools.ExceptionTools.wrapUnfriendlyExceptions(ExceptionTools.java:44)',
      ...causedBy(error),
      '',
    ].join('\n'),
  };
}

/** A track that fails while it plays. */
export function playException(error: unknown): LavalinkException {
  const message = messageOf(error);
  return {
    message,
    severity: error instanceof SourceError ? 'common' : 'suspicious',
    cause: error instanceof SourceError ? message : String(error),
    causeStackTrace: [...causedBy(error), ''].join('\n').replace('Caused by: ', ''),
  };
}

function causedBy(error: unknown): string[] {
  const kind = error instanceof SourceError ? friendly : 'java.lang.RuntimeException';
  return [
    `Caused by: ${kind}: ${messageOf(error)}`,
    '\tat com.sedmelluq.discord.lavaplayer.source.AudioSourceManager.loadItem(AudioSourceManager.java:28)',
  ];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
