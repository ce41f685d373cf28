import type { SessionEvent, SessionState } from '@anankor/music';
import type { Track } from '@anankor/schemas';

export type EndReason = 'finished' | 'skipped' | 'failed' | 'stuck';

/** The track that began to be heard between two states; a repetition counts. */
export function startOf(before: SessionState | null, after: SessionState | null): Track | null {
  const head = after?.head;
  if (!head?.started || head.current === null) return null;
  const was = before?.head;
  return was?.started && was.play === head.play ? null : head.current.track;
}

/** Why the track that was heard ended between two states; null where it did not, or only changed its node. */
export function endOf(
  before: SessionState | null,
  after: SessionState | null,
  event: SessionEvent | null,
): EndReason | null {
  const was = before?.head;
  if (!was?.started || was.current === null) return null;
  const is = after?.head;
  if (is?.play === was.play && is.current !== null) return null;
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
      return is?.current?.id === was.current.id ? null : 'skipped';
  }
}
