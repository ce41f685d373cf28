import { AnankorError } from '@anankor/core';
import { findCommand, findInternalCommand, job as jobSchema } from '@anankor/schemas';
import type { Job, JobDefinition } from '@anankor/schemas';

export type ParsedJob =
  | { job: Job; command: JobDefinition }
  /** `payload` is the envelope where it is an object at all; `raw` the text that was on the stream. */
  | { error: AnankorError; payload?: Record<string, unknown>; raw: string };

/** Reads an entry's fields (`job`, JSON, …): parsed and validated once, for everybody behind the consumer. */
export function parseJob(fields: readonly string[]): ParsedJob {
  const raw = payloadOf(fields);
  if (raw === undefined)
    return { error: new AnankorError('JOB_NOT_JSON', 'The entry has no field `job`'), raw: '' };
  let payload: unknown;
  try {
    payload = JSON.parse(raw);
  } catch {
    // The parser's message would quote the payload.
    return { error: new AnankorError('JOB_NOT_JSON', 'The job is no JSON'), raw };
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    return { error: new AnankorError('JOB_NOT_JSON', 'The job is no JSON object'), raw };
  }
  return validate(payload as Record<string, unknown>, raw);
}

function validate(payload: Record<string, unknown>, raw: string): ParsedJob {
  const refuse = (code: 'JOB_VERSION_UNKNOWN' | 'COMMAND_UNKNOWN' | 'JOB_INVALID', message: string) => ({
    error: new AnankorError(code, message),
    payload,
    raw,
  });
  if (!Number.isInteger(payload['v']) || Number(payload['v']) < 1) {
    return refuse('JOB_VERSION_UNKNOWN', 'The job has no version');
  }
  const envelope = jobSchema.safeParse(payload);
  if (!envelope.success) return refuse('JOB_INVALID', `The envelope is invalid: ${issues(envelope.error)}`);
  const { command: path } = envelope.data;
  const typed = findCommand(path);
  const command: JobDefinition | undefined = typed?.runs === 'session' ? typed : findInternalCommand(path);
  if (!command) {
    return refuse('COMMAND_UNKNOWN', 'This worker knows no such command');
  }
  const input = command.input.safeParse(envelope.data.input);
  if (!input.success) return refuse('JOB_INVALID', `The input is invalid: ${issues(input.error)}`);
  envelope.data.input = input.data;
  return { job: envelope.data, command };
}

function payloadOf(fields: readonly string[]): string | undefined {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (fields[index] === 'job') return fields[index + 1];
  }
  return undefined;
}

/** Where and what kind, never the value. */
function issues(error: { issues: readonly { path: PropertyKey[]; code?: string }[] }): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.')}: ${issue.code}`)
    .join(', ');
}
