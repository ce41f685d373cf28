import { positionAt } from '@anankor/music';
import type { SessionHead, SessionState } from '@anankor/music';
import { shownTrack } from '@anankor/schemas';
import type { NowPlaying, SessionRef } from '@anankor/schemas';

/** What a button on a reply must carry. */
export function sessionRef(head: SessionHead): SessionRef {
  return { sessionId: head.id, channelId: head.channelId, revision: head.revision };
}

/** The panel's content; null while nothing plays. */
export function nowPlaying({ head, queue }: SessionState, now: number): NowPlaying | null {
  if (head.current === null) return null;
  return {
    session: sessionRef(head),
    track: shownTrack(head.current.track),
    requesterId: head.current.requesterId,
    positionMs: positionAt(head, now),
    paused: head.paused,
    volume: head.volume,
    loop: head.loop,
    queued: queue.size,
  };
}
