import { z } from 'zod';

const sessionMove = z.object({
  guildId: z.string(),
  channelId: z.string(),
  /** The worker that has the session now; null: it stays, for the reason given. */
  to: z.object({ workerId: z.string(), name: z.string() }).nullable(),
  reason: z.string().nullable(),
});
export type SessionMove = z.infer<typeof sessionMove>;

/** What became of a worker's sessions; written by the worker as they move. */
export const sessionDrainReport = z.object({
  requestId: z.string(),
  done: z.boolean(),
  moves: z.array(sessionMove),
  /** Not known yet: `to` is where they are on their way to. */
  underWay: z.array(sessionMove),
});
export type SessionDrainReport = z.infer<typeof sessionDrainReport>;

/** How long a worker's report can be read, milliseconds. */
export const DRAIN_REPORT_MS = 3_600_000;

const PREFIX = 'sessions:';

/** The text of a request that asks for the sessions of a worker. */
export function sessionsRequest(requestId: string): string {
  return `${PREFIX}${requestId}`;
}

/** The id of such a request; undefined for one that asks for the worker itself. */
export function sessionsRequested(request: string): string | undefined {
  return request.startsWith(PREFIX) ? request.slice(PREFIX.length) : undefined;
}
