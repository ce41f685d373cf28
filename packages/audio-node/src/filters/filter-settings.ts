import { NodeError } from '../protocol/node-error.ts';

/** Lavalink's `filters` object as a client sends it; a missing filter is off. */
export interface FilterSettings {
  volume?: number;
  equalizer?: { band: number; gain: number }[];
  karaoke?: { level: number; monoLevel: number; filterBand: number; filterWidth: number };
  timescale?: { speed: number; pitch: number; rate: number };
  tremolo?: { frequency: number; depth: number };
  vibrato?: { frequency: number; depth: number };
  rotation?: { rotationHz: number };
  distortion?: Record<DistortionKey, number>;
  channelMix?: { leftToLeft: number; leftToRight: number; rightToLeft: number; rightToRight: number };
  lowPass?: { smoothing: number };
  pluginFilters?: Record<string, unknown>;
}

type DistortionKey =
  'sinOffset' | 'sinScale' | 'cosOffset' | 'cosScale' | 'tanOffset' | 'tanScale' | 'offset' | 'scale';

export const equalizerBands = 15;

/** Names as `/v4/info` lists them. */
export const filterNames = [
  'volume',
  'equalizer',
  'karaoke',
  'timescale',
  'tremolo',
  'vibrato',
  'distortion',
  'rotation',
  'channelMix',
  'lowPass',
] as const;

const defaults = {
  karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 },
  timescale: { speed: 1, pitch: 1, rate: 1 },
  tremolo: { frequency: 2, depth: 0.5 },
  vibrato: { frequency: 2, depth: 0.5 },
  rotation: { rotationHz: 0 },
  distortion: {
    sinOffset: 0,
    sinScale: 1,
    cosOffset: 0,
    cosScale: 1,
    tanOffset: 0,
    tanScale: 1,
    offset: 0,
    scale: 1,
  },
  channelMix: { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 },
  lowPass: { smoothing: 20 },
};

/**
 * Fills in what the client left out. Unknown filters and keys are dropped without a word, as Lavalink does; a value of
 * the wrong type, or one that a filter can't work with, throws a NodeError 400.
 */
export function readFilterSettings(input: unknown): FilterSettings {
  const given = record(input, 'filters');
  const settings: FilterSettings = {};
  if (isPresent(given['volume'])) settings.volume = number(given['volume'], 'volume');
  if (isPresent(given['equalizer'])) settings.equalizer = bands(given['equalizer']);
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[]) {
    if (isPresent(given[name]))
      Object.assign(settings, { [name]: merge(defaults[name], record(given[name], name), name) });
  }
  if (isPresent(given['pluginFilters']))
    settings.pluginFilters = record(given['pluginFilters'], 'pluginFilters');
  checkRanges(settings);
  return settings;
}

function checkRanges({ volume, timescale, tremolo, vibrato }: FilterSettings): void {
  if (volume !== undefined && (volume < 0 || volume > 5)) refuse('volume must be between 0 and 5');
  for (const [name, value] of Object.entries(timescale ?? {})) {
    if (value <= 0) refuse(`timescale.${name} must be greater than 0`);
  }
  for (const [name, wave] of Object.entries({ tremolo, vibrato })) {
    if (!wave) continue;
    if (wave.frequency <= 0) refuse(`${name}.frequency must be greater than 0`);
    if (wave.depth < 0 || wave.depth > 1) refuse(`${name}.depth must be between 0 and 1`);
  }
  if (vibrato && vibrato.frequency > 14) refuse('vibrato.frequency must be at most 14');
}

function bands(value: unknown): { band: number; gain: number }[] {
  if (!Array.isArray(value)) return refuse('equalizer must be a list');
  return value.map((entry: unknown) => {
    const { band, gain } = record(entry, 'equalizer');
    const index = number(band, 'equalizer.band');
    if (!Number.isInteger(index) || index < 0 || index >= equalizerBands)
      return refuse(`equalizer.band must be between 0 and ${equalizerBands - 1}`);
    return { band: index, gain: gain === undefined ? 1 : number(gain, 'equalizer.gain') };
  });
}

function merge<T extends Record<string, number>>(base: T, given: Record<string, unknown>, name: string): T {
  const entries = Object.entries(base).map(([key, value]) => [
    key,
    isPresent(given[key]) ? number(given[key], `${name}.${key}`) : value,
  ]);
  return Object.fromEntries(entries) as T;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(`${name} must be an object`);
  return value as Record<string, unknown>;
}

function number(value: unknown, name: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(`${name} must be a number`);
}

function refuse(message: string): never {
  throw new NodeError(400, message);
}
