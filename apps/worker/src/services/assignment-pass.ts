import { AnankorError } from '@anankor/core';
import type { SessionState } from '@anankor/music';
import { channelOf } from '@anankor/storage';
import type { Assignments } from '@anankor/storage';

export interface AssignmentPassOptions {
  guildId: string;
  workerId: string;
  state: SessionState | null;
  /** When the session ended, milliseconds since the epoch: an assignment made later is not ours to release. */
  endedAt: number;
  assignments: Assignments;
  now: number;
}

/**
 * Makes the guild's assignment in DynamoDB agree with the session: one where the session is, none where there is no session.
 * Idempotent. The master assigns before the job is on the stream, so there is something to do only when the session ended
 * or was moved by a moderator.
 */
export async function assignmentPass(options: AssignmentPassOptions): Promise<void> {
  const { guildId, workerId, state, endedAt, assignments, now } = options;
  const assignment = await assignments.get(guildId);
  const seated = channelOf(assignment, workerId);
  if (state === null) {
    const since = seated === undefined ? Infinity : (assignment.sessions[seated]?.since ?? 0);
    if (seated !== undefined && since <= endedAt)
      await assignments.release({ guildId, channelId: seated, workerId });
    return;
  }
  const { channelId } = state.head;
  if (seated === channelId) return;
  const result =
    seated === undefined
      ? await assignments.assign({ guildId, channelId, workerId, expectedVersion: assignment.version, now })
      : await assignments.move({
          guildId,
          from: { channelId: seated, workerId },
          to: { channelId, workerId },
          now,
        });
  // A channel that is another worker's stays so; only a changed version is worth another look.
  if (!result.ok && result.reason === 'version') {
    throw new AnankorError('ASSIGNMENT_CONFLICT', 'The assignments of the guild changed, trying again');
  }
}
