import { AnankorError } from '@anankor/core';
import { channelOf } from '@anankor/storage';
import type { Assignments } from '@anankor/storage';

/** A voice channel that is assigned to the worker; `since` in milliseconds since the epoch. */
export interface AssignedChannel {
  channelId: string;
  since: number;
}

export interface AssignmentPassOptions {
  guildId: string;
  workerId: string;
  /** The channel that the session needs; null: none. */
  wanted: string | null;
  /** What the session had, as far as this process has seen it. */
  had: AssignedChannel | null;
  /** Since when no channel is needed, milliseconds since the epoch: what was assigned later is for a session that is still to begin. */
  unusedSince: number;
  assignments: Assignments;
  now: number;
}

/** `taken`: the channel is another worker's. */
export type AssignmentOutcome = { has: AssignedChannel | null; taken: boolean };

/**
 * Makes the guild's assignment in DynamoDB agree with the session: one where the session needs a channel, none where it needs none.
 * Idempotent. The master assigns before the job is on the stream, so there is something to do only when the session ended, was parked,
 * or was moved by a moderator.
 *
 * @throws AnankorError ASSIGNMENT_CONFLICT when the assignment changed meanwhile.
 */
export async function assignmentPass(options: AssignmentPassOptions): Promise<AssignmentOutcome> {
  const { guildId, workerId, wanted, assignments, now } = options;
  const assignment = await assignments.get(guildId);
  const channelId = channelOf(assignment, workerId);
  const seat = seatIn(assignment, channelId);
  if (wanted === null) return { has: await withoutUse(seat, options), taken: false };
  if (channelId === wanted) return { has: seat, taken: false };
  const to = { channelId: wanted, workerId };
  const result =
    channelId === undefined
      ? await assignments.assign({ guildId, ...to, expectedVersion: assignment.version, now })
      : await assignments.move({ guildId, from: { channelId, workerId }, to, now });
  if (result.ok) return { has: seatIn(result.assignment, wanted), taken: false };
  if (result.reason !== 'version') return { has: seat, taken: true };
  throw new AnankorError('ASSIGNMENT_CONFLICT', 'The assignments of the guild changed, trying again');
}

/** Releases what no session needs; what is left is for one that is still to begin. */
async function withoutUse(
  seat: AssignedChannel | null,
  { guildId, workerId, had, unusedSince, assignments }: AssignmentPassOptions,
): Promise<AssignedChannel | null> {
  if (seat === null) return null;
  const { channelId, since } = seat;
  const isFormer = had?.channelId === channelId && had.since === since;
  if (!isFormer && since > unusedSince) return seat;
  await assignments.release({ guildId, channelId, workerId, since });
  return null;
}

function seatIn(
  { sessions }: { sessions: Readonly<Record<string, { since: number }>> },
  channelId: string | undefined,
): AssignedChannel | null {
  const held = channelId === undefined ? undefined : sessions[channelId];
  return channelId === undefined || held === undefined ? null : { channelId, since: held.since };
}
