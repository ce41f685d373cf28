import { AnankorError } from '@anankor/core';
import { z } from 'zod';

/** Which of our plays a track is; null where somebody else started it. */
const playRef = z.object({ entryId: z.string(), play: z.number() }).nullable().catch(null);

const text = z.string().catch('');
const link = z.string().nullable().catch(null);
const count = z.number().nonnegative();

/** A track as Lavalink describes it. Only `encoded` is needed: sources leave out any of the others, or send null. */
export const restTrack = z.object({
  encoded: z.string().min(1),
  info: z.object({
    identifier: text,
    title: text,
    author: text,
    /** Milliseconds; 0, or beyond any length, where the source does not know. */
    length: z.number().catch(0),
    isStream: z.boolean().catch(false),
    isSeekable: z.boolean().catch(true),
    uri: link,
    artworkUrl: link,
    sourceName: text,
  }),
});
export type RestTrack = z.output<typeof restTrack>;

/** One that can't be read is null, and so is counted. */
const tracks = z.array(restTrack.nullable().catch(null));

/** Why a track could not be loaded. Since 4.0.8 the reason stands in `causeStackTrace` alone. */
export const restException = z.object({
  message: z.string().nullish().catch(null),
  severity: text,
  causeStackTrace: text,
});
export type RestException = z.output<typeof restException>;

/** GET /v4/loadtracks */
export const restLoad = z.discriminatedUnion('loadType', [
  z.object({ loadType: z.literal('track'), data: restTrack }),
  z.object({ loadType: z.literal('search'), data: tracks }),
  z.object({
    loadType: z.literal('playlist'),
    data: z.object({
      info: z.object({
        name: text,
        /** Index of the linked track, -1 for none. */
        selectedTrack: z.number().int().catch(-1),
      }),
      tracks,
    }),
  }),
  z.object({ loadType: z.literal('empty') }),
  z.object({ loadType: z.literal('error'), data: restException }),
]);
export type RestLoad = z.output<typeof restLoad>;

/** A player: GET and PATCH /v4/sessions/:session/players/:guild */
export const restPlayer = z.object({
  guildId: z.string(),
  track: z.object({ encoded: z.string(), userData: playRef }).nullable(),
  volume: count,
  paused: z.boolean(),
  state: z.object({ position: count.catch(0), connected: z.boolean() }),
  voice: z
    .object({ token: text, endpoint: text, sessionId: text, channelId: z.string().nullish().catch(null) })
    .catch({ token: '', endpoint: '', sessionId: '', channelId: null }),
  filters: z.record(z.string(), z.unknown()).catch({}),
});
export type RestPlayer = z.output<typeof restPlayer>;

/** GET /v4/sessions/:session/players; one that can't be read is left out. */
export const restPlayers = z
  .array(restPlayer.nullable().catch(null))
  .transform((players) => players.filter((player) => player !== null));

/** Throws LAVALINK_REQUEST where the node answered something else. The answer itself may hold credentials, so it is not told. */
export function readAnswer<Value>(schema: z.ZodType<Value>, body: unknown, node: string): Value {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AnankorError('LAVALINK_REQUEST', `the Lavalink node ${node} answered what can’t be read`, {
    details: { node, at: issue?.path.join('.') ?? '', problem: issue?.code ?? '' },
  });
}
