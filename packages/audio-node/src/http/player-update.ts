import { readFilterSettings } from '../filters/filter-settings.ts';
import type { FilterSettings } from '../filters/filter-settings.ts';
import { NodeError } from '../protocol/node-error.ts';
import type { VoiceState } from '../protocol/types.ts';

/** Body of a player's PATCH. What is missing stays as it is; `encoded: null` stops. */
export interface PlayerUpdate {
  encoded?: string | null;
  identifier?: string;
  userData?: Record<string, unknown>;
  position?: number;
  endTime?: number | null;
  volume?: number;
  paused?: boolean;
  filters?: FilterSettings;
  voice?: VoiceState;
}

type Fields = Record<string, unknown>;

/** Throws a NodeError 400 for a body that Lavalink refuses. Unknown keys are ignored. */
export function readPlayerUpdate(body: unknown): PlayerUpdate {
  const fields = object(body, 'body');
  const legacy = fields['encodedTrack'] !== undefined || fields['identifier'] !== undefined;
  if (fields['track'] !== undefined && legacy)
    throw new NodeError(400, 'Cannot specify both track and encodedTrack/identifier');
  const update: PlayerUpdate = {};
  if (legacy) readTrack({ encoded: fields['encodedTrack'], identifier: fields['identifier'] }, update);
  if (fields['track'] !== undefined) readTrack(object(fields['track'], 'track'), update);
  readPlayback(fields, update);
  if (fields['filters'] !== undefined) update.filters = readFilterSettings(fields['filters']);
  if (fields['voice'] !== undefined) update.voice = readVoice(object(fields['voice'], 'voice'));
  return update;
}

function readTrack({ encoded, identifier, userData }: Fields, update: PlayerUpdate): void {
  if (encoded !== undefined && identifier !== undefined)
    throw new NodeError(400, 'Cannot specify both encodedTrack and identifier');
  if (encoded !== undefined) update.encoded = encoded === null ? null : text(encoded, 'encoded');
  if (identifier !== undefined) update.identifier = text(identifier, 'identifier');
  if (userData !== undefined) update.userData = object(userData, 'userData');
}

function readPlayback({ position, endTime, volume, paused }: Fields, update: PlayerUpdate): void {
  if (position !== undefined) update.position = time(position, 'position');
  if (endTime !== undefined) update.endTime = endTime === null ? null : time(endTime, 'endTime');
  if (update.endTime === 0) throw new NodeError(400, 'End time must be greater than 0');
  if (volume !== undefined) {
    if (!Number.isInteger(volume)) throw new NodeError(400, 'volume must be a whole number');
    update.volume = volume as number;
  }
  if (paused !== undefined) {
    if (typeof paused !== 'boolean') throw new NodeError(400, 'paused must be true or false');
    update.paused = paused;
  }
}

function readVoice({ token, endpoint, sessionId, channelId }: Fields): VoiceState {
  const voice = {
    token: text(token, 'voice.token'),
    endpoint: text(endpoint, 'voice.endpoint'),
    sessionId: text(sessionId, 'voice.sessionId'),
    channelId: text(channelId, 'voice.channelId'),
  };
  for (const [key, value] of Object.entries(voice)) {
    if (value.trim() === '') throw new NodeError(400, `Partial Lavalink voice state: ${key} is empty`);
  }
  return voice;
}

function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NodeError(400, `${name} must be an object`);
  return value as Fields;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new NodeError(400, `${name} must be a string`);
  return value;
}

function time(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new NodeError(400, `${name} must be a number of milliseconds, 0 or more`);
  return Math.trunc(value);
}
