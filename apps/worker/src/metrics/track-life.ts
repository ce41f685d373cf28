import type { SessionEvent, SessionHead, SessionState } from '@anankor/music';
import type { Track } from '@anankor/schemas';

export const endReasons = ['finished', 'skipped', 'failed', 'stuck'] as const;
export type EndReason = (typeof endReasons)[number];

/** The track that began to be heard between two states; a repetition counts. */
export function startOf(before: SessionState | null, after: SessionState | null): Track | null {
  const head = after?.head;
  if (!head?.started || head.current === null) return null;
  const was = before?.head;
  return was?.started && was.play === head.play ? null : head.current.track;
}

/**
 * Which track ended between two states, and why; null where none did, or it only changed its node. One that fails before it is heard
 * ends as well; one that is skipped before does not.
 */
export function endOf(
  before: SessionState | null,
  after: SessionState | null,
  event: SessionEvent | null,
): { track: Track; reason: EndReason } | null {
  const was = before?.head;
  if (!was?.current) return null;
  const is = after?.head;
  if (is?.play === was.play && is.current !== null) return null;
  const reason = reasonOf(was, is, event);
  const broken = reason === 'failed' || reason === 'stuck';
  return reason !== null && (was.started || broken) ? { track: was.current.track, reason } : null;
}

function reasonOf(
  was: SessionHead,
  is: SessionHead | undefined,
  event: SessionEvent | null,
): EndReason | null {
  switch (event?.type) {
    case 'trackStuck':
      return 'stuck';
    case 'trackException':
      return 'failed';
    case 'trackEnded':
      return event.reason === 'finished' ? 'finished' : event.reason === 'loadFailed' ? 'failed' : 'skipped';
    case undefined:
      return 'skipped';
    default:
      return is?.current?.id === was.current?.id ? null : 'skipped';
  }
}
