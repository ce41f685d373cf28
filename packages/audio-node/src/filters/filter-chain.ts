import { Equalizer } from './equalizer.ts';
import { channelMix, distortion, gain, karaoke, lowPass, rotation, tremolo, vibrato } from './effects.ts';
import type { Filter } from './filter.ts';
import type { FilterSettings } from './filter-settings.ts';
import { Timescale } from './timescale.ts';

export interface FilterChain {
  /** The only filter that takes and gives different numbers of samples; it comes first. */
  timescale: Timescale | undefined;
  filters: Filter[];
}

/** What `volume` (0 to 1000, 100 is unchanged) multiplies samples by: Lavaplayer's curve, which is not a straight line. */
export function volumeFactor(volume: number): number {
  if (volume === 100) return 1;
  return volume <= 150 ? Math.tan(volume * 0.0079) : (2.4621 * volume) / 150;
}

/** The filters that change anything; `undefined` when the sound would come out as it went in. */
export function buildFilterChain(volume: number, settings: FilterSettings): FilterChain | undefined {
  const { equalizer, timescale } = settings;
  const filters: Filter[] = [];
  if (settings.volume !== undefined && settings.volume !== 1) filters.push(gain(settings.volume));
  if (equalizer?.some(({ gain: level }) => level !== 0)) filters.push(new Equalizer(equalizer));
  if (settings.karaoke) filters.push(karaoke(settings.karaoke));
  if (settings.tremolo && settings.tremolo.depth !== 0) filters.push(tremolo(settings.tremolo));
  if (settings.vibrato && settings.vibrato.depth !== 0) filters.push(vibrato(settings.vibrato));
  if (settings.distortion) filters.push(distortion(settings.distortion));
  if (settings.rotation && settings.rotation.rotationHz !== 0) filters.push(rotation(settings.rotation));
  if (settings.channelMix) filters.push(channelMix(settings.channelMix));
  if (settings.lowPass && settings.lowPass.smoothing > 1) filters.push(lowPass(settings.lowPass));
  if (volume !== 100) filters.push(gain(volumeFactor(volume)));
  const scales = timescale && Object.values(timescale).some((value) => value !== 1);
  if (filters.length === 0 && !scales) return undefined;
  return { filters, timescale: scales ? new Timescale(timescale) : undefined };
}
