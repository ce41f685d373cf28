import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A way to an audio node that notes when a player is told something. Refuses connections until it has a target. */
export class WatchedLink {
  readonly port: number;
  /** Told at the beginning of each PATCH of a player. */
  onPatch: () => void = () => undefined;
  target: number | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client: Socket) => this.#accept(client));
  }

  static async start(): Promise<WatchedLink> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WatchedLink(server);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.target === undefined) {
      client.destroy();
      return;
    }
    const node = connect({ host: '127.0.0.1', port: this.target, noDelay: true });
    // One request at a time on a connection, and its head is the beginning of a packet.
    client.on('data', (bytes: Buffer) => {
      if (bytes.toString('latin1', 0, 20).startsWith('PATCH /v4/sessions/')) this.onPatch();
    });
    client.pipe(node).pipe(client);
    for (const [socket, other] of [
      [client, node],
      [node, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
