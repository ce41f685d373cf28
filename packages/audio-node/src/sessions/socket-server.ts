import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { isPassword } from '../http/password.ts';
import type { StatsCollector } from '../http/stats-collector.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface SocketServerOptions {
  password: string;
  statsIntervalMs: number;
  /** Share of connections, 0 to 1, that get `stats` before `ready`, as happens on Lavalink. */
  statsBeforeReady: number;
}

const path = '/v4/websocket';

/** Lavalink's WebSocket end: the handshake, and a socket's life in its session. */
export class SocketServer {
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #sessions: SessionRegistry;
  readonly #stats: StatsCollector;
  readonly #options: SocketServerOptions;

  constructor(sessions: SessionRegistry, stats: StatsCollector, options: SocketServerOptions) {
    this.#sessions = sessions;
    this.#stats = stats;
    this.#options = options;
    this.#sockets.on('headers', (headers, request) => {
      const resumes = sessions.canResume(header(request, 'session-id'));
      headers.push(`Session-Resumed: ${resumes}`, 'Lavalink-Api-Version: 4');
    });
  }

  attachTo(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      stream.on('error', () => stream.destroy());
      const refusal = this.#refusal(request);
      if (refusal) return refuse(stream, refusal);
      this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#accept(socket, request));
    });
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
  }

  #refusal(request: IncomingMessage): number | undefined {
    if (new URL(request.url ?? '/', 'http://node').pathname !== path) return 404;
    if (!isPassword(header(request, 'authorization'), this.#options.password)) return 401;
    return header(request, 'user-id') ? undefined : 400;
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    socket.on('error', () => socket.terminate());
    const userId = header(request, 'user-id') ?? '';
    if (!/^\d+$/.test(userId)) return socket.close(1011);
    const { session, resumed } = this.#sessions.claim(header(request, 'session-id'), userId);
    const sendStats = (): void =>
      session.sendIfOpen({ op: 'stats', ...this.#stats.collect([...session.players.values()]) });
    const statsFirst = Math.random() < this.#options.statsBeforeReady;
    if (statsFirst) socket.send(JSON.stringify({ op: 'stats', ...this.#stats.collect() }));
    session.attach(socket, resumed);
    if (!statsFirst) sendStats();
    const timer = setInterval(sendStats, this.#options.statsIntervalMs);
    socket.on('close', () => {
      clearInterval(timer);
      this.#sessions.release(session, socket);
    });
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
