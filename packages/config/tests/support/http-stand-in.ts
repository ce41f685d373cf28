import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A server for one protocol, which can be told to fail. */
export class HttpStandIn {
  readonly seen: Seen[] = [];
  readonly #server: Server;
  readonly #ordered: (Answer | 'hang up')[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(answer: (request: Seen) => Answer): Promise<HttpStandIn> {
    const server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        const seen: Seen = {
          method: request.method!,
          path: request.url!,
          headers: request.headers,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        };
        standIn.seen.push(seen);
        const chosen = standIn.#ordered.shift() ?? answer(seen);
        if (chosen === 'hang up') return void request.socket.destroy();
        response.writeHead(chosen.status, { 'content-type': 'application/json', ...chosen.headers });
        response.end(JSON.stringify(chosen.body));
      })();
    });
    const standIn = new HttpStandIn(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the next requests, whatever they are. */
  order(...answers: (Answer | 'hang up')[]): void {
    this.#ordered.push(...answers);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
