import { assignedChannel } from '@anankor/music';
import type { SessionState } from '@anankor/music';

/** What follows from a commit outside of the session. */
export interface CommitEffects {
  /** A move to or from another bot: neither of the two began or ended a track by it. */
  byMove: boolean;
  /** The node that it left, where a player may be left. */
  leftNode: string | null;
  /** The session began, ended or is in another channel. */
  moved: boolean;
  /** `unused`: it needs its channel no more. `changed`: it may need another one. */
  assignment: 'unused' | 'changed' | null;
}

export function effectsOf(before: SessionState | null, after: SessionState | null): CommitEffects {
  const wentAway = after === null && before !== null && before.head.moving !== null;
  const cameHere =
    after?.head.arriving?.id !== undefined && before?.head.arriving?.id !== after.head.arriving.id;
  const node = before?.head.node?.name ?? null;
  const needed = assignedChannel(after);
  const ended = after === null || (needed === null && assignedChannel(before) !== null);
  const changed = ended || needed !== assignedChannel(before);
  return {
    byMove: wentAway || cameHere,
    leftNode: node === after?.head.node?.name ? null : node,
    moved: before?.head.channelId !== after?.head.channelId,
    // What moved away took its assignment along: one that is there is of the session that comes next.
    assignment: ended && !wentAway ? 'unused' : changed ? 'changed' : null,
  };
}
