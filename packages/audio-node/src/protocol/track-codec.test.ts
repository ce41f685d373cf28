import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTrack, decodeTrackData, encodeTrack } from './track-codec.ts';
import type { TrackInfo } from './types.ts';

const example: TrackInfo = {
  identifier: 'id',
  isSeekable: true,
  author: 'author',
  length: 1000,
  isStream: false,
  position: 0,
  title: 'title',
  uri: null,
  artworkUrl: null,
  isrc: null,
  sourceName: 'library',
};

describe('the encoded track', () => {
  it('reads what Lavaplayer wrote in version 2', () => {
    const encoded =
      'QAAAjQIAJVJpY2sgQXN0bGV5IC0gTmV2ZXIgR29ubmEgR2l2ZSBZb3UgVXAADlJpY2tBc3RsZXlWRVZPAAAAAAADPCAAC2RRdzR3OVdnWGNR' +
      'AAEAK2h0dHBzOi8vd3d3LnlvdXR1YmUuY29tL3dhdGNoP3Y9ZFF3NHc5V2dYY1EAB3lvdXR1YmUAAAAAAAAAAA==';
    expect(decodeTrack(encoded).info).toEqual({
      identifier: 'dQw4w9WgXcQ',
      isSeekable: true,
      author: 'RickAstleyVEVO',
      length: 212_000,
      isStream: false,
      position: 0,
      title: 'Rick Astley - Never Gonna Give You Up',
      uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      artworkUrl: null,
      isrc: null,
      sourceName: 'youtube',
    });
  });

  it('is read back as it was written, whatever the texts', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const optional = fc.option(text, { nil: null });
    const info = fc
      .record({
        identifier: text,
        author: text,
        title: text,
        uri: optional,
        artworkUrl: optional,
        isrc: optional,
        isStream: fc.boolean(),
        length: fc.maxSafeNat(),
        position: fc.maxSafeNat(),
        sourceName: fc.constantFrom('library', 'youtube'),
      })
      .map((fields): TrackInfo => ({ ...fields, isSeekable: !fields.isStream }));
    fc.assert(
      fc.property(info, (track) => {
        expect(decodeTrackData(encodeTrack({ info: track }))).toEqual({ info: track });
      }),
    );
  });

  it('carries the container of http and local tracks', () => {
    const data = { info: { ...example, sourceName: 'http' }, container: 'flac' };
    expect(decodeTrackData(encodeTrack(data))).toEqual(data);
  });

  it('refuses what is none', () => {
    const good = Buffer.from(encodeTrack({ info: example }), 'base64');
    const unknown = Buffer.from(good);
    unknown[4] = 9;
    const bad = [Buffer.alloc(0), Buffer.from('nonsense'), good.subarray(0, -3), unknown];
    for (const bytes of bad) expect(() => decodeTrack(bytes.toString('base64'))).toThrow(RangeError);
    expect(() => encodeTrack({ info: { ...example, title: 'x'.repeat(70_000) } })).toThrow(RangeError);
  });
});
