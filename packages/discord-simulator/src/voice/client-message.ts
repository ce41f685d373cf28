import { VoiceOpcodes } from 'discord-api-types/voice/v8';

/** What a voice client may say, checked. */
export type ClientMessage =
  | {
      readonly op: VoiceOpcodes.Identify;
      readonly guildId: string;
      readonly userId: string;
      readonly sessionId: string;
      readonly token: string;
      /** 0 when the client doesn't know DAVE. */
      readonly dave: number;
    }
  | { readonly op: VoiceOpcodes.SelectProtocol; readonly protocol: string; readonly mode: string }
  | { readonly op: VoiceOpcodes.Heartbeat; readonly nonce: number; readonly acknowledged: number }
  | { readonly op: VoiceOpcodes.Speaking; readonly speaking: number }
  | {
      readonly op: VoiceOpcodes.Resume;
      readonly guildId: string;
      readonly sessionId: string;
      readonly token: string;
      readonly acknowledged: number;
    }
  /** What clients tell or ask besides, none of which changes a session without video and DAVE. */
  | { readonly op: 'aside'; readonly code: number };

/** Why a message could not be read; each has its close code. */
export type Unreadable = 'payload' | 'opcode';

type Fields = Readonly<Record<string, unknown>>;

export function readClientMessage(text: string): ClientMessage | Unreadable {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return 'payload';
  }
  if (!isFields(frame) || typeof frame['op'] !== 'number') return 'payload';
  const d = frame['d'];
  if (frame['op'] === VoiceOpcodes.Heartbeat) return heartbeat(d);
  if (asides.has(frame['op'])) return { op: 'aside', code: frame['op'] };
  if (!isFields(d)) return opcodes.has(frame['op']) ? 'payload' : 'opcode';
  switch (frame['op']) {
    case VoiceOpcodes.Identify:
      return identify(d);
    case VoiceOpcodes.SelectProtocol:
      return selectProtocol(d);
    case VoiceOpcodes.Speaking:
      return typeof d['speaking'] === 'number' || typeof d['speaking'] === 'boolean'
        ? { op: VoiceOpcodes.Speaking, speaking: Number(d['speaking']) }
        : 'payload';
    case VoiceOpcodes.Resume:
      return resume(d);
    default:
      return 'opcode';
  }
}

/** ICE candidates. */
const iceCandidates = 10;
/** Which backend it is: asked without data. */
export const backendVersion = 16;
/**
 * Opcodes that Discord's own clients and other libraries send and that Discord takes: video (12; Lavalink's koe sends
 * it behind select protocol), codecs, media sink wants (15; koe sends it behind ready), backend version, channel
 * options, flags, speed test, platform, DAVE (21 to 31), no route.
 */
const asides = new Set<number>([
  iceCandidates,
  12,
  14,
  15,
  backendVersion,
  17,
  18,
  19,
  20,
  ...Array.from({ length: 11 }, (_, n) => 21 + n),
  32,
]);

const opcodes = new Set<number>([
  VoiceOpcodes.Identify,
  VoiceOpcodes.SelectProtocol,
  VoiceOpcodes.Speaking,
  VoiceOpcodes.Resume,
]);

function identify(d: Fields): ClientMessage | Unreadable {
  const { server_id: guildId, user_id: userId, session_id: sessionId, token } = d;
  if (!isText(guildId) || !isText(userId) || !isText(sessionId) || !isText(token)) return 'payload';
  const dave = d['max_dave_protocol_version'];
  return {
    op: VoiceOpcodes.Identify,
    guildId,
    userId,
    sessionId,
    token,
    dave: typeof dave === 'number' ? dave : 0,
  };
}

function selectProtocol(d: Fields): ClientMessage | Unreadable {
  const { protocol, data } = d;
  if (!isText(protocol)) return 'payload';
  if (protocol !== 'udp') return { op: VoiceOpcodes.SelectProtocol, protocol, mode: '' };
  if (!isFields(data) || !isText(data['address']) || typeof data['port'] !== 'number') return 'payload';
  return isText(data['mode']) ? { op: VoiceOpcodes.SelectProtocol, protocol, mode: data['mode'] } : 'payload';
}

function resume(d: Fields): ClientMessage | Unreadable {
  const { server_id: guildId, session_id: sessionId, token, seq_ack: acknowledged } = d;
  if (!isText(guildId) || !isText(sessionId) || !isText(token)) return 'payload';
  return {
    op: VoiceOpcodes.Resume,
    guildId,
    sessionId,
    token,
    acknowledged: typeof acknowledged === 'number' ? acknowledged : -1,
  };
}

/** Version 8 sends `{t, seq_ack}`, older ones the bare nonce. */
function heartbeat(d: unknown): ClientMessage | Unreadable {
  const nonce = isFields(d) ? d['t'] : d;
  const acknowledged = isFields(d) ? d['seq_ack'] : undefined;
  if (typeof nonce !== 'number') return 'payload';
  return {
    op: VoiceOpcodes.Heartbeat,
    nonce,
    acknowledged: typeof acknowledged === 'number' ? acknowledged : -1,
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}
