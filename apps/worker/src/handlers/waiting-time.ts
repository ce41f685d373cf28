import { isHeld, positionAt } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { lengthOf } from '@anankor/schemas';

/** Milliseconds until the entry at `index` of the queue starts; null when nobody can tell (paused, still loading, a length that is not known). */
export function waitingTime({ head, queue }: SessionState, index: number, now: number): number | null {
  const { current } = head;
  const currentMs = current && lengthOf(current.track);
  if (isHeld(head) || currentMs === null) return null;
  let totalMs = currentMs - positionAt(head, now);
  for (const entry of queue.take(index)) {
    const lengthMs = entry.state === 'loading' ? null : lengthOf(entry.track);
    if (lengthMs === null) return null;
    totalMs += lengthMs;
  }
  return totalMs;
}
