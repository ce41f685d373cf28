const twentyMsConfigs: ReadonlySet<number> = new Set([1, 5, 9, 13, 15, 19, 23, 27, 31]);

/**
 * The packets of an Ogg/Opus file if each is one Opus frame of 20 ms, which Discord takes as it is; otherwise
 * `undefined`, and the file has to be decoded and encoded anew.
 */
export function readOggOpus(bytes: Buffer): Uint8Array[] | undefined {
  const packets = readPackets(bytes);
  const [head] = packets;
  if (!head || head.length < 19 || head.toString('latin1', 0, 8) !== 'OpusHead') return undefined;
  const mappingFamily = head[18];
  const gain = head.readInt16LE(16);
  const frames = packets.slice(2).filter((packet) => packet.length > 0);
  const asItIs = frames.every((packet) => {
    const toc = packet[0] ?? 0;
    return (toc & 3) === 0 && twentyMsConfigs.has(toc >> 3);
  });
  return mappingFamily === 0 && gain === 0 && frames.length > 0 && asItIs ? frames : undefined;
}

function readPackets(bytes: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  let offset = 0;
  while (offset + 27 <= bytes.length && bytes.toString('latin1', offset, offset + 4) === 'OggS') {
    const segments = bytes[offset + 26] ?? 0;
    let at = offset + 27 + segments;
    for (let i = 0; i < segments; i++) {
      const size = bytes[offset + 27 + i] ?? 0;
      open.push(bytes.subarray(at, at + size));
      at += size;
      if (size < 255) {
        packets.push(Buffer.concat(open));
        open = [];
      }
    }
    offset = at;
  }
  return packets;
}
