import { JOB_VERSION } from '@anankor/schemas';
import type { InternalInput, InternalPath, Job } from '@anankor/schemas';
import { EXPIRED_REPLY_TOKEN } from './dead-letters.ts';

export interface InternalJob<Path extends InternalPath> {
  /** Follows from what it is for, so that it may be put on a stream again by whoever does not know whether it is. */
  jobId: string;
  command: Path;
  input: InternalInput<Path>;
  guildId: string;
  channelId: string;
  textChannelId: string;
  /** A worker's id: of whoever tells, or is told. */
  by: string;
  /** Milliseconds since the epoch. */
  now: number;
  lifeMs: number;
}

/** A job that nobody typed and nobody is answered. */
export function internalJob<Path extends InternalPath>(job: InternalJob<Path>): Job {
  const { by, now, lifeMs, input, ...rest } = job;
  return {
    ...rest,
    v: JOB_VERSION,
    input,
    actor: { userId: by, isDj: true },
    origin: { kind: 'command' },
    reply: { applicationId: by, interactionId: by, token: EXPIRED_REPLY_TOKEN, locale: 'en-US' },
    issuedAt: now,
    expiresAt: now + lifeMs,
  };
}
