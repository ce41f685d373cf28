import { describe, expect, it } from 'vitest';
import { readFilterSettings } from './filter-settings.ts';

describe('filters of a client', () => {
  it('are completed with defaults, without unknown ones', () => {
    expect(
      readFilterSettings({ timescale: { speed: 2, colour: 1 }, lowPass: {}, sparkle: {}, karaoke: null }),
    ).toEqual({
      timescale: { speed: 2, pitch: 1, rate: 1 },
      lowPass: { smoothing: 20 },
    });
    expect(readFilterSettings({ pluginFilters: { x: 1 }, equalizer: [{ band: 3 }] })).toEqual({
      pluginFilters: { x: 1 },
      equalizer: [{ band: 3, gain: 1 }],
    });
  });

  it.each([
    [[]],
    [{ volume: 'loud' }],
    [{ volume: 9 }],
    [{ equalizer: {} }],
    [{ equalizer: [{ band: 15, gain: 0 }] }],
    [{ timescale: { speed: 0 } }],
    [{ tremolo: { frequency: 0 } }],
    [{ tremolo: { depth: 2 } }],
    [{ vibrato: { frequency: 20 } }],
    [{ rotation: 5 }],
  ])('are refused when nothing can work with them: %j', (filters) => {
    expect(() => readFilterSettings(filters)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
