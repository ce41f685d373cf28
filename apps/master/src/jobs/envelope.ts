import { job, JOB_VERSION, snowflake } from '@anankor/schemas';
import type { Job } from '@anankor/schemas';
import { z } from 'zod';
import type { CommandRequest } from '../interactions/request.ts';

/**
 * What a job will say, before it is known which session serves it: the claim keeps it until the job is on a stream.
 * `channelId` null: whichever session the guild has.
 */
export const submission = job.extend({
  channelId: snowflake.nullable(),
  /** `voice`: a free worker is assigned where the channel has none. */
  route: z.enum(['session', 'voice']),
});
export type Submission = z.infer<typeof submission>;

export interface EnvelopeFacts {
  /** Passes tier D. */
  isDj: boolean;
  /** Milliseconds since the Unix epoch. */
  now: number;
  traceparent: string | undefined;
}

export function submissionOf(request: CommandRequest, facts: EnvelopeFacts): Submission {
  const { command, caller, route } = request;
  return {
    v: JOB_VERSION,
    jobId: route.interactionId,
    command: command.path,
    input: request.input,
    guildId: request.guildId,
    channelId: request.channelId,
    textChannelId: request.textChannelId,
    actor: { userId: caller.userId, isDj: facts.isDj },
    origin: request.origin,
    reply: route,
    issuedAt: facts.now,
    expiresAt: facts.now + command.delivery.expiresInMs,
    route: command.opensSession ? 'voice' : 'session',
    ...(facts.traceparent === undefined ? {} : { traceparent: facts.traceparent }),
  };
}

/** The job for the stream of the worker that serves `channelId`. */
export function envelopeOf({ route: _route, ...rest }: Submission, channelId: string): Job {
  return { ...rest, channelId };
}
