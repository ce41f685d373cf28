import { positionAt } from '@anankor/music';
import type { SessionState } from '@anankor/music';

/** Milliseconds until the entry at `index` of the queue starts; null when nobody can tell (paused, a stream, still loading). */
export function waitingTime({ head, queue }: SessionState, index: number, now: number): number | null {
  const { current, paused } = head;
  if (paused || current === null || current.track.isStream) return null;
  let totalMs = current.track.durationMs - positionAt(head, now);
  for (const entry of queue.take(index)) {
    if (entry.state === 'loading' || entry.track.isStream) return null;
    totalMs += entry.track.durationMs;
  }
  return totalMs;
}
