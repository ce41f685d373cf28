const LENGTH = 74;
const REQUEST = 1;
const RESPONSE = 2;

/**
 * The answer to an IP discovery datagram (type 1, length 70, SSRC, 64 bytes of address, port), or undefined for
 * anything else.
 */
export function answerDiscovery(
  datagram: Buffer,
  from: { address: string; port: number },
): Buffer | undefined {
  if (datagram.length !== LENGTH || datagram.readUInt16BE(0) !== REQUEST) return undefined;
  const answer = Buffer.alloc(LENGTH);
  answer.writeUInt16BE(RESPONSE, 0);
  answer.writeUInt16BE(LENGTH - 4, 2);
  datagram.copy(answer, 4, 4, 8);
  answer.write(from.address, 8, 'ascii');
  answer.writeUInt16BE(from.port, LENGTH - 2);
  return answer;
}
