import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way to an audio node that can be locked: then it answers 401 to every request, as after a change of the password. */
export class NodeDoor {
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #locked = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
    this.#server.on('upgrade', (asked: IncomingMessage, near: Socket, head: Buffer) =>
      this.#open(asked, near, head),
    );
  }

  static async open(target: number): Promise<NodeDoor> {
    const door = new NodeDoor(target);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Open WebSockets stay open. */
  lock(): void {
    this.#locked = true;
  }

  unlock(): void {
    this.#locked = false;
  }

  /** Ends the WebSockets. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    if (this.#locked) return void answer.writeHead(401).end('{"message":"Unauthorized"}');
    const { method, url, headers } = asked;
    const inner = request({ port: this.#target, host: '127.0.0.1', method, path: url, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    inner.on('error', () => answer.destroy());
    asked.pipe(inner);
  }

  #open(asked: IncomingMessage, near: Socket, head: Buffer): void {
    if (this.#locked)
      return void near.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    const far = connect(this.#target, '127.0.0.1', () => {
      const lines = asked.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
      );
      far.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      far.pipe(near).pipe(far);
    });
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
  }
}
