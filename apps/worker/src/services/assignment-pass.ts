import { AnankorError } from '@anankor/core';
import { wantedChannel } from '@anankor/music';
import type { SessionState } from '@anankor/music';
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
 * Makes the guild's assignment in DynamoDB agree with the session: one where the session plays, none where there is no session.
 * Idempotent. The master assigns before the job is on the stream, so usually there is nothing to do but at the end.
 */
export async function assignmentPass(options: AssignmentPassOptions): Promise<void> {
  const { guildId, workerId, state, endedAt, assignments, now } = options;
  const channelId = state === null ? null : (wantedChannel(state) ?? state.head.channelId);
  const assignment = await assignments.get(guildId);
  const mine = Object.entries(assignment.sessions).filter(([, session]) => session.workerId === workerId);
  for (const [assigned, session] of mine) {
    if (assigned !== channelId && session.since <= endedAt)
      await assignments.release({ guildId, channelId: assigned, workerId });
  }
  if (channelId === null || mine.some(([assigned]) => assigned === channelId)) return;
  const current = await assignments.get(guildId);
  const result = await assignments.assign({
    guildId,
    channelId,
    workerId,
    expectedVersion: current.version,
    now,
  });
  // Taken by another worker meanwhile: whoever assigned it knows; only a changed version is worth another look.
  if (!result.ok && result.reason === 'version') {
    throw new AnankorError('ASSIGNMENT_CONFLICT', 'The assignments of the guild changed, trying again');
  }
}
