import { storedPart, storedShape } from '@anankor/schemas';
import type { StoredValue } from '@anankor/schemas';
import { z } from 'zod';

const sessionMove = storedPart({
  guildId: z.string(),
  channelId: z.string(),
  /** The worker that has the session now; null: it stays, for the reason given. */
  to: storedPart({ workerId: z.string(), name: z.string() }).nullable().default(null),
  reason: z.string().nullable().default(null),
});
export type SessionMove = z.infer<typeof sessionMove>;

/** What became of a worker's sessions; written by the worker as they move. */
export const sessionDrainReport = storedShape(1, {
  requestId: z.string(),
  done: z.boolean().default(false),
  moves: z.array(sessionMove).default([]),
  /** Not known yet: `to` is where they are on their way to. */
  underWay: z.array(sessionMove).default([]),
});
export type SessionDrainReport = StoredValue<typeof sessionDrainReport>;

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
