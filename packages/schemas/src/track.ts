import { z } from 'zod';

/** A track as Lavalink describes it; `encoded` is what its players take. */
export const track = z.object({
  encoded: z.string(),
  identifier: z.string(),
  title: z.string(),
  author: z.string(),
  /** Length in milliseconds; 0 for a live stream. */
  durationMs: z.number().int().nonnegative(),
  uri: z.string().nullable(),
  artworkUrl: z.string().nullable(),
  isStream: z.boolean(),
  isSeekable: z.boolean(),
  sourceName: z.string(),
});
export type Track = z.infer<typeof track>;

/**
 * A place in a queue. `loading` is a placeholder: /play commits it at its place at once and the load's result fills it.
 * `id` is unique in its session.
 */
export const queueEntry = z.discriminatedUnion('state', [
  z.object({ id: z.string(), state: z.literal('ready'), track, requesterId: z.string() }),
  z.object({
    id: z.string(),
    state: z.literal('loading'),
    query: z.string(),
    jobId: z.string(),
    requesterId: z.string(),
    /** What /play asked for; `now` takes the current track's place once it is loaded. */
    placement: z.enum(['end', 'next', 'now']),
    /** Whether a playlist's tracks are shuffled as they are put in. */
    shuffle: z.boolean(),
  }),
]);
export type QueueEntry = z.infer<typeof queueEntry>;
export type ReadyEntry = Extract<QueueEntry, { state: 'ready' }>;
export type LoadingEntry = Extract<QueueEntry, { state: 'loading' }>;

export const loopMode = z.enum(['off', 'track', 'queue']);
export type LoopMode = z.infer<typeof loopMode>;
