/** Lavaplayer's name of the container a file's first bytes announce; `undefined` for what is no audio we know. */
export function detectContainer(bytes: Buffer): string | undefined {
  const magic = bytes.toString('latin1', 0, 12);
  if (magic.startsWith('OggS')) return 'ogg';
  if (magic.startsWith('fLaC')) return 'flac';
  if (magic.startsWith('RIFF') && magic.endsWith('WAVE')) return 'wav';
  if (magic.slice(4, 8) === 'ftyp') return 'mp4';
  if (magic.startsWith('ID3')) return 'mp3';
  const sync = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  if ((sync & 0xfff6) === 0xfff0) return 'adts';
  if ((sync & 0xffe0) === 0xffe0) return 'mp3';
  return undefined;
}
