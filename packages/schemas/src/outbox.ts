import { z } from 'zod';
import { notice } from './notice.ts';
import { snowflake } from './snowflake.ts';
import { storedPart } from './stored-shape.ts';

/** Version of an entry, written by whoever makes it. A master drops a `type` that it does not know. */
export const OUTBOX_VERSION = 1;

/**
 * What a worker has the master say in its place, with the master's own token. Written by the commit that made it true, read by
 * whichever master is there, by `type`. It holds no credential.
 */
export const outboxEntry = z.discriminatedUnion('type', [
  /** A message that says what happened to a session. */
  storedPart({
    v: z.number().int().min(1),
    type: z.literal('notice'),
    guildId: snowflake,
    /** The session's text channel. */
    channelId: snowflake,
    /** The guild's language, by Discord's code. */
    locale: z.string(),
    /** When it happened, milliseconds since the epoch. */
    at: z.number(),
    notice,
  }),
]);
export type OutboxEntry = z.infer<typeof outboxEntry>;
export type OutboxType = OutboxEntry['type'];
