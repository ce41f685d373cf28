import { lengthOf } from '@anankor/schemas';
import type { Anchor, Filters, SessionHead } from './state.ts';

/** How many track milliseconds pass in one real one: the timescale filter's speed and rate. */
export function playbackSpeed(filters: Filters): number {
  const timescale = filters['timescale'];
  if (typeof timescale !== 'object' || timescale === null) return 1;
  const { speed = 1, rate = 1 } = timescale as { speed?: unknown; rate?: unknown };
  const factor = Number(speed) * Number(rate);
  return Number.isFinite(factor) && factor > 0 ? factor : 1;
}

/** Where the clock of `anchor` is, past the track's end if it was never stopped. Milliseconds. */
export function clockAt(anchor: Anchor, speed: number, now: number): number {
  if (anchor.at === null) return anchor.positionMs;
  return anchor.positionMs + Math.max(0, now - anchor.at) * speed;
}

/** Where the current track is, in milliseconds: never past its end. */
export function positionAt(head: SessionHead, now: number): number {
  const position = Math.round(clockAt(head.anchor, playbackSpeed(head.filters), now));
  const length = head.current && lengthOf(head.current.track);
  return length === null ? position : Math.min(position, length);
}

/** Whether the music waits: somebody paused it, or nobody would hear it, since the bot is muted or may not speak. */
export function isHeld({ paused, silenced }: Pick<SessionHead, 'paused' | 'silenced'>): boolean {
  return paused || silenced !== null;
}
