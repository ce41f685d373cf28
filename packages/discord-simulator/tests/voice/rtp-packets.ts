import { createCipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import type { EncryptionMode } from '../../src/voice/index.ts';

export interface PacketSpec {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Buffer;
  readonly mode: EncryptionMode;
  readonly key: Uint8Array;
  readonly nonce: number;
  /** Body of a one-byte header extension, a multiple of four bytes. */
  readonly extension?: Buffer;
  readonly payloadType?: number;
}

/** An RTP packet as a Discord client sends it. */
export function sealPacket(packet: PacketSpec): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(packet.extension ? 0x90 : 0x80, 0);
  header.writeUInt8(packet.payloadType ?? 120, 1);
  header.writeUInt16BE(packet.sequence & 0xffff, 2);
  header.writeUInt32BE(packet.timestamp >>> 0, 4);
  header.writeUInt32BE(packet.ssrc, 8);
  const clear = packet.extension
    ? Buffer.concat([header, Buffer.from([0xbe, 0xde, 0, packet.extension.length / 4])])
    : header;
  const plain = Buffer.concat([packet.extension ?? Buffer.alloc(0), packet.payload]);
  const nonce = Buffer.alloc(packet.mode === 'aead_aes256_gcm_rtpsize' ? 12 : 24);
  nonce.writeUInt32BE(packet.nonce, 0);
  return Buffer.concat([clear, seal(packet, plain, clear, nonce), nonce.subarray(0, 4)]);
}

function seal({ mode, key }: PacketSpec, plain: Buffer, clear: Buffer, nonce: Buffer): Uint8Array {
  if (mode === 'aead_xchacha20_poly1305_rtpsize') return xchacha20poly1305(key, nonce, clear).encrypt(plain);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(clear);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
