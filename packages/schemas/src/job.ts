import { z } from 'zod';
import { settingsInForce } from './guild-settings.ts';
import { snowflake } from './snowflake.ts';
import { storedPart } from './stored-shape.ts';

/**
 * Version of the envelope, written by whoever makes the job and kept by whoever passes it on. It grows with every new field; each
 * has a default or is optional, and a worker that does not know it passes it on.
 */
export const JOB_VERSION = 1;

/**
 * How the user is answered: PATCH /webhooks/{applicationId}/{token}/messages/@original needs no other authorisation.
 * `token` is a credential for 15 minutes: it is in no log, span, metric, error or dead letter.
 */
export const replyRoute = storedPart({
  applicationId: snowflake,
  interactionId: snowflake,
  token: z.string().min(1),
  /** The member's language, by Discord's code: of what the member alone sees. */
  locale: z.string().default('en-US'),
  /** The guild's: of what everybody sees. Absent in a job of an earlier version. */
  guildLocale: z.string().optional(),
  /**
   * How the interaction was acknowledged, which decides what an answer may be. `public` (unless told) and `ephemeral`: a
   * placeholder waits to be filled. `update`: @original is the message whose button was pressed.
   */
  deferred: z.enum(['public', 'ephemeral', 'update']).optional(),
  /** With `update`: the message whose button was pressed is the presser's alone. */
  ephemeralMessage: z.boolean().optional(),
});
export type ReplyRoute = z.infer<typeof replyRoute>;

/** One command on its way to a worker. `input` is validated by its command's schema on both sides. */
export const job = storedPart({
  v: z.number().int().min(1),
  /** The interaction's id: what makes a command one command, wherever it is delivered twice. */
  jobId: z.string().min(1).max(64),
  command: z.string(),
  input: z.record(z.string(), z.unknown()),
  guildId: snowflake,
  /** The voice channel whose session is meant. */
  channelId: snowflake,
  /** Where it was typed; panels and announcements go there. */
  textChannelId: snowflake,
  actor: storedPart({
    userId: snowflake,
    /** Passes tier D: manages the server, has a DJ role, or no DJ role is set. */
    isDj: z.boolean().default(false),
  }),
  origin: z.discriminatedUnion('kind', [
    storedPart({ kind: z.literal('command') }),
    /** A button: stale where the session's id or revision is another by now. `revision` null: any will do (paging). */
    storedPart({
      kind: z.literal('component'),
      sessionId: z.string(),
      revision: z.number().int().nullable(),
    }),
  ]),
  reply: replyRoute,
  /** The guild's settings as the master knew them. Absent where nothing was ever set, and in a job of an earlier version. */
  settings: settingsInForce.optional(),
  /** The move with which it came from the worker it was typed for; it goes before what came here directly. */
  movedBy: z.string().optional(),
  /** Milliseconds since the Unix epoch. */
  issuedAt: z.number().int(),
  expiresAt: z.number().int(),
  /** W3C trace context of the interaction. */
  traceparent: z.string().optional(),
});
export type Job = z.infer<typeof job>;
