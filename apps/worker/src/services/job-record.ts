import { AnankorError } from '@anankor/core';
import { jsonOf, storedPart, storedReply } from '@anankor/schemas';
import { z } from 'zod';

/**
 * What a commit records for a job: its reply, that its reply follows when a load's result comes in, or who has it now. Whoever gets the job
 * again continues from here instead of applying it twice.
 */
export const jobRecord = z.union([
  storedPart({ reply: storedReply }),
  /** It was put on the stream of the worker that has the session now. */
  storedPart({ movedTo: z.string(), movedBy: z.string() }),
  /** The offered session is here. */
  storedPart({ adopted: z.string() }),
  storedPart({ load: storedPart({ entryId: z.string(), query: z.string() }) }),
]);
export type JobRecord = z.infer<typeof jobRecord>;

/** Longer than Discord delivers an interaction again and longer than its token lives. */
export const JOB_RECORD_TTL_MS = 3_600_000;

/** The reply to a /play is recorded under an id of its own, since the job's own record says that it loads. */
export function loadedJobId(jobId: string): string {
  return `${jobId}:loaded`;
}

/** Written once and never altered, so `v` is its writer's. */
const RECORD_VERSION = 1;

export function serializeRecord(record: JobRecord): string {
  return JSON.stringify({ ...record, v: RECORD_VERSION });
}

/** Throws JOB_INVALID: a job that was applied, in a way that this version does not know, is not applied again. */
export function parseRecord(text: string): JobRecord {
  const read = jobRecord.safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw new AnankorError('JOB_INVALID', 'What was recorded of the job can’t be read');
}
