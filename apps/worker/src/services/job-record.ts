import { storedReply } from '@anankor/schemas';
import { z } from 'zod';

/**
 * What a commit records for a job: its reply, that its reply follows when a load's result comes in, or who has it now. Whoever gets the job
 * again continues from here instead of applying it twice.
 */
const jobRecord = z.union([
  z.object({ reply: storedReply }),
  /** It was put on the stream of the worker that has the session now. */
  z.object({ movedTo: z.string(), movedBy: z.string() }),
  /** The offered session is here. */
  z.object({ adopted: z.string() }),
  z.object({ load: z.object({ entryId: z.string(), query: z.string() }) }),
]);
export type JobRecord = z.infer<typeof jobRecord>;

/** Longer than Discord delivers an interaction again and longer than its token lives. */
export const JOB_RECORD_TTL_MS = 3_600_000;

/** The reply to a /play is recorded under an id of its own, since the job's own record says that it loads. */
export function loadedJobId(jobId: string): string {
  return `${jobId}:loaded`;
}

export function serializeRecord(record: JobRecord): string {
  return JSON.stringify(record);
}

export function parseRecord(text: string): JobRecord {
  return jobRecord.parse(JSON.parse(text));
}
