import { createCipheriv } from 'node:crypto';
import type { Networking, NetworkingStatusCode } from '@discordjs/voice';

type ResumingState = Extract<Networking['state'], { code: NetworkingStatusCode.Resuming }>;

const payloadType = 120;
const samplesPerFrame = 960;
export const aesMode = 'aead_aes256_gcm_rtpsize';

/**
 * Sends one frame on a connection whose gateway is being resumed. The library waits until it is back, while Discord
 * takes audio all along; so for these few packets we do what it does, on its own counters, and it goes on from there.
 */
export function sendWhileResuming({ connectionData, dave, udp }: ResumingState, frame: Buffer): void {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = payloadType;
  header.writeUInt16BE(connectionData.sequence, 2);
  header.writeUInt32BE(connectionData.timestamp, 4);
  header.writeUInt32BE(connectionData.ssrc, 8);
  connectionData.nonce = (connectionData.nonce + 1) % 2 ** 32;
  connectionData.nonceBuffer.writeUInt32BE(connectionData.nonce, 0);
  const cipher = createCipheriv('aes-256-gcm', connectionData.secretKey, connectionData.nonceBuffer);
  cipher.setAAD(header);
  const body = cipher.update(dave?.encrypt(frame) ?? frame);
  const nonce = connectionData.nonceBuffer.subarray(0, 4);
  udp.send(Buffer.concat([header, body, cipher.final(), cipher.getAuthTag(), nonce]));
  connectionData.sequence = (connectionData.sequence + 1) % 2 ** 16;
  connectionData.timestamp = (connectionData.timestamp + samplesPerFrame) % 2 ** 32;
}
