import type { InputReader } from '@anankor/schemas';
import { z } from 'zod';
import { restException } from './rest-answers.ts';

const guildId = z.string().regex(/^\d{1,20}$/);

/** Which play it is; a track that somebody else started, or whose `userData` is no play of ours, is null. */
const playRef = z.object({ entryId: z.string(), play: z.number() });
const track = z
  .object({ userData: playRef.nullable().optional().catch(null) })
  .transform(({ userData }) => ({ ref: userData ?? null }));

const ready = z.object({ op: z.literal('ready'), resumed: z.boolean(), sessionId: z.string().min(1) });

const stats = z.object({
  op: z.literal('stats'),
  players: z.number(),
  playingPlayers: z.number(),
  cpu: z.object({ systemLoad: z.number().catch(0) }).catch({ systemLoad: 0 }),
  frameStats: z
    .object({ sent: z.number(), nulled: z.number(), deficit: z.number() })
    .nullable()
    .optional()
    .catch(null),
});

const playerUpdate = z.object({
  op: z.literal('playerUpdate'),
  guildId,
  state: z.object({ position: z.number().default(0), connected: z.boolean() }),
});

const ofGuild = z.object({ op: z.literal('event'), guildId });
const event = z.discriminatedUnion('type', [
  ofGuild.extend({ type: z.literal('TrackStartEvent'), track }),
  ofGuild.extend({
    type: z.literal('TrackEndEvent'),
    track,
    reason: z.enum(['finished', 'loadFailed', 'stopped', 'replaced', 'cleanup']),
  }),
  ofGuild.extend({
    type: z.literal('TrackExceptionEvent'),
    track,
    exception: restException.catch({ message: null, severity: '', causeStackTrace: '' }),
  }),
  ofGuild.extend({ type: z.literal('TrackStuckEvent'), track }),
  ofGuild.extend({ type: z.literal('WebSocketClosedEvent'), code: z.int() }),
]);

const messages = { ready, stats, playerUpdate, event } as const;
const eventTypes = new Set<unknown>(event.options.map(({ shape }) => shape.type.value));
const header = z.object({ op: z.string(), type: z.unknown().optional() });

/** What a node says on its socket, so far as it is read here. */
export type WireMessage = z.output<(typeof messages)[keyof typeof messages]>;

/** Null for what can't be read, and for what nobody here needs: an operation or event of another version or of a plugin. */
export function readMessage(text: string, reader: InputReader): WireMessage | null {
  const frame = reader.readJson('frame', header.loose(), text);
  if (!frame || !isOperation(frame.op)) return null;
  if (frame.op !== 'event') return reader.read(frame.op, messages[frame.op], frame) ?? null;
  if (typeof frame.type === 'string' && !eventTypes.has(frame.type)) return null;
  const kind = typeof frame.type === 'string' ? frame.type : 'event';
  return reader.read(kind, event, frame) ?? null;
}

function isOperation(op: string): op is keyof typeof messages {
  return Object.hasOwn(messages, op);
}
