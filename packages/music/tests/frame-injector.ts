import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A way to a node on which further frames can be put into what it says on its WebSockets. */
export class FrameInjector {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #websockets = new Set<(frame: Buffer) => void>();

  private constructor(target: number) {
    this.#server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      let toNode = Buffer.alloc(0);
      near.once('data', (first) => {
        toNode = first;
        if (/^upgrade: *websocket/im.test(toNode.toString('latin1'))) this.#follow(far, near);
        else far.pipe(near);
      });
      near.pipe(far);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  static async open(target: number): Promise<FrameInjector> {
    const injector = new FrameInjector(target);
    injector.#server.listen(0, '127.0.0.1');
    await once(injector.#server, 'listening');
    return injector;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sends a text frame on every open WebSocket. */
  send(text: string): void {
    const payload = Buffer.from(text);
    const header =
      payload.length < 126 ? [0x81, payload.length] : [0x81, 126, payload.length >> 8, payload.length & 255];
    for (const send of this.#websockets) send(Buffer.concat([Buffer.from(header), payload]));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Passes whole frames on, so that others can come between two of them. */
  #follow(far: Socket, near: Socket): void {
    let rest = Buffer.alloc(0);
    let open = false;
    far.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      if (!open) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        near.write(rest.subarray(0, end + 4));
        rest = rest.subarray(end + 4);
        open = true;
        const send = (frame: Buffer): void => void near.write(frame);
        this.#websockets.add(send);
        near.once('close', () => this.#websockets.delete(send));
      }
      for (let length = frameLength(rest); length !== null; length = frameLength(rest)) {
        near.write(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
  }
}

/** Bytes of the first frame; null while it is not complete. A server masks nothing. */
function frameLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  if (short === 126 && bytes.length < 4) return null;
  if (short === 127 && bytes.length < 10) return null;
  const length =
    short < 126
      ? 2 + short
      : short === 126
        ? 4 + bytes.readUInt16BE(2)
        : 10 + Number(bytes.readBigUInt64BE(2));
  return bytes.length >= length ? length : null;
}
