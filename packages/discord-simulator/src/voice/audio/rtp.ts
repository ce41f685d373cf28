import { createDecipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** The transport encryptions Discord still offers. Clients take the first of the server's list that they know. */
export const encryptionModes = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
export type EncryptionMode = (typeof encryptionModes)[number];

export interface RtpHeader {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Bytes sent in the clear and authenticated: fixed header, CSRCs, and the first four bytes of an extension. */
  readonly clearLength: number;
  /** Bytes of the extension's body, which is encrypted in front of the payload. */
  readonly extensionLength: number;
  readonly padded: boolean;
}

const TAG_LENGTH = 16;
const NONCE_LENGTH = 4;

/** Undefined for what is no RTP version 2 packet, RTCP (packet types 200 to 204) included. */
export function readRtpHeader(datagram: Buffer): RtpHeader | undefined {
  if (datagram.length < 12 + TAG_LENGTH + NONCE_LENGTH) return undefined;
  const flags = datagram.readUInt8(0);
  const type = datagram.readUInt8(1);
  if (flags >> 6 !== 2 || (type >= 200 && type <= 204)) return undefined;
  const fixedLength = 12 + 4 * (flags & 0x0f);
  const extended = (flags & 0x10) !== 0;
  const clearLength = fixedLength + (extended ? 4 : 0);
  if (datagram.length < clearLength + TAG_LENGTH + NONCE_LENGTH) return undefined;
  return {
    payloadType: type & 0x7f,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    clearLength,
    extensionLength: extended ? 4 * datagram.readUInt16BE(fixedLength + 2) : 0,
    padded: (flags & 0x20) !== 0,
  };
}

/**
 * The media payload of an `*_rtpsize` packet: clear header | ciphertext | 16 byte tag | 4 byte nonce, where the nonce
 * is padded with zeros at its end. Undefined when the tag does not fit.
 */
export function decryptRtp(
  datagram: Buffer,
  header: RtpHeader,
  mode: EncryptionMode,
  key: Uint8Array,
): Buffer | undefined {
  const clear = datagram.subarray(0, header.clearLength);
  const sealed = datagram.subarray(header.clearLength, datagram.length - NONCE_LENGTH);
  const nonce = Buffer.alloc(mode === 'aead_aes256_gcm_rtpsize' ? 12 : 24);
  datagram.copy(nonce, 0, datagram.length - NONCE_LENGTH);
  try {
    const plain =
      mode === 'aead_aes256_gcm_rtpsize'
        ? openAesGcm(sealed, clear, nonce, key)
        : Buffer.from(xchacha20poly1305(key, nonce, clear).decrypt(sealed));
    const padding = header.padded ? plain.readUInt8(plain.length - 1) : 0;
    return plain.subarray(header.extensionLength, plain.length - padding);
  } catch {
    return undefined;
  }
}

function openAesGcm(sealed: Buffer, clear: Buffer, nonce: Buffer, key: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(clear);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_LENGTH));
  decipher.final();
  return plain;
}
