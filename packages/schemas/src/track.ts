import { z } from 'zod';
import { storedPart } from './stored-shape.ts';

/** A track as Lavalink describes it; `encoded` is what its players take. */
export const track = storedPart({
  encoded: z.string(),
  identifier: z.string().default(''),
  title: z.string().default(''),
  author: z.string().default(''),
  /** Length in milliseconds; 0 where it is not known, as of a live stream: read it by `lengthOf`. */
  durationMs: z.number().int().nonnegative().default(0),
  uri: z.string().nullable().default(null),
  artworkUrl: z.string().nullable().default(null),
  isStream: z.boolean().default(false),
  isSeekable: z.boolean().default(true),
  sourceName: z.string().default('unknown'),
});
export type Track = z.infer<typeof track>;

/** A track's length in milliseconds, null where it is not known. */
export function lengthOf({ durationMs, isStream }: Pick<Track, 'durationMs' | 'isStream'>): number | null {
  return isStream || durationMs === 0 ? null : durationMs;
}

export const readyEntry = storedPart({
  id: z.string(),
  state: z.literal('ready'),
  track,
  requesterId: z.string().default(''),
});
export const loadingEntry = storedPart({
  id: z.string(),
  state: z.literal('loading'),
  query: z.string(),
  jobId: z.string().default(''),
  requesterId: z.string().default(''),
  /** What /play asked for; `now` takes the current track's place once it is loaded. */
  placement: z.enum(['end', 'next', 'now']).default('end'),
  /** Whether a playlist's tracks are shuffled as they are put in. */
  shuffle: z.boolean().default(false),
  /** Loads that were begun and not answered yet. 0: it waits for a node. */
  attempts: z.number().int().nonnegative().default(0),
});

/**
 * A place in a queue. `loading` is a placeholder: /play commits it at its place at once and the load's result fills it.
 * `id` is unique in its session. A field is added as to a session's head (session.ts); a new `state` needs two releases, the
 * first of which only reads it.
 */
export const queueEntry = z.discriminatedUnion('state', [readyEntry, loadingEntry]);
export type QueueEntry = z.infer<typeof queueEntry>;
export type ReadyEntry = Extract<QueueEntry, { state: 'ready' }>;
export type LoadingEntry = Extract<QueueEntry, { state: 'loading' }>;

export const loopMode = z.enum(['off', 'track', 'queue']);
export type LoopMode = z.infer<typeof loopMode>;
