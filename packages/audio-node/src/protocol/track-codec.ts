import { ByteReader, ByteWriter } from './bytes.ts';
import type { Track, TrackInfo } from './types.ts';

const version = 3;
const versioned = 1;
const sizeMask = 0x3fffffff;
/** Sources whose encoded form carries the name of the container format behind the common fields. */
const sourcesWithContainer: ReadonlySet<string> = new Set(['http', 'local']);

export interface TrackData {
  info: TrackInfo;
  /** Container format, for `http` and `local` only. */
  container?: string;
}

/** Lavaplayer's binary track format, version 3, as base64: any Lavalink client can decode it. It knows no null title or author. */
export function encodeTrack({ info, container }: TrackData): string {
  const body = new ByteWriter();
  body.uint8(version);
  body.text(info.title ?? '');
  body.text(info.author ?? '');
  body.int64(info.length);
  body.text(info.identifier);
  body.bool(info.isStream);
  body.optionalText(info.uri);
  body.optionalText(info.artworkUrl);
  body.optionalText(info.isrc);
  body.text(info.sourceName);
  if (sourcesWithContainer.has(info.sourceName)) body.text(container ?? 'mp3');
  body.int64(info.position);
  const content = body.bytes();
  const header = Buffer.alloc(4);
  header.writeUInt32BE(content.length + versioned * 2 ** 30);
  return Buffer.concat([header, content]).toString('base64');
}

/** Inverse of `encodeTrack`; also reads versions 1 and 2. Throws a RangeError when the text is no encoded track. */
export function decodeTrackData(encoded: string): TrackData {
  const reader = new ByteReader(Buffer.from(encoded, 'base64'));
  const header = reader.uint32();
  if ((header & sizeMask) !== reader.remaining) throw new RangeError('The encoded track has a wrong length.');
  const found = header >>> 30 === versioned ? reader.uint8() : 1;
  if (found < 1 || found > version) throw new RangeError(`Unknown version ${found} of an encoded track.`);
  const title = reader.text();
  const author = reader.text();
  const length = reader.int64();
  const identifier = reader.text();
  const isStream = reader.bool();
  const uri = found >= 2 ? reader.optionalText() : null;
  const artworkUrl = found >= 3 ? reader.optionalText() : null;
  const isrc = found >= 3 ? reader.optionalText() : null;
  const sourceName = reader.text();
  const container = sourcesWithContainer.has(sourceName) ? reader.text() : undefined;
  const position = reader.int64();
  const info = { identifier, isSeekable: !isStream, author, length, isStream, position };
  return {
    info: { ...info, title, uri, artworkUrl, isrc, sourceName },
    ...(container === undefined ? {} : { container }),
  };
}

/** A whole protocol track from what it says about itself. */
export function makeTrack(data: TrackData, userData: Record<string, unknown> = {}): Track {
  return { encoded: encodeTrack(data), info: data.info, pluginInfo: {}, userData };
}

/** A whole protocol track from its encoded form, which is kept as it came. */
export function decodeTrack(encoded: string, userData: Record<string, unknown> = {}): Track {
  return { encoded, info: decodeTrackData(encoded).info, pluginInfo: {}, userData };
}
