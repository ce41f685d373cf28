import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Flow } from './flow.ts';

/** `open`: passes on. `partitioned`: takes connections and bytes and passes none on until it is open again. */
export type LinkState = 'open' | 'partitioned';

/**
 * A network link on this machine: a TCP proxy that can be slow, silent or cut. A partition keeps what was sent for later, as
 * TCP does while it retransmits; `reset` loses what was on its way.
 */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<Pair>();
  #state: LinkState = 'open';
  #latencyMs = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client: Socket) => this.#accept(client));
  }

  /** Listens on a free port of 127.0.0.1 for a server on another. */
  static async start(target: number): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target);
  }

  partition(): void {
    this.#state = 'partitioned';
    for (const pair of this.#pairs) pair.hold();
  }

  /** Ends a partition and the latency. */
  heal(): void {
    this.#state = 'open';
    this.setLatency(0);
    for (const pair of this.#pairs) pair.release();
  }

  /** Milliseconds that bytes take in each direction. */
  setLatency(ms: number): void {
    this.#latencyMs = ms;
    for (const pair of this.#pairs) pair.setLatency(ms);
  }

  /** Cuts every connection with a RST on both sides. */
  reset(): void {
    for (const pair of this.#pairs) pair.cut();
  }

  /** Refuses connections, as the port of a process that is gone does, until `admit`. Those there are go on. */
  refuse(): void {
    this.#server.close();
  }

  async admit(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.reset();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    const pair = new Pair(client, this.#target, () => this.#pairs.delete(pair));
    this.#pairs.add(pair);
    pair.setLatency(this.#latencyMs);
    if (this.#state === 'open') pair.release();
  }
}

/** A client's connection and the one to the server behind it, held back at first. */
class Pair {
  readonly #client: Socket;
  readonly #target: number;
  readonly #onEnd: () => void;
  readonly #there: Flow;
  readonly #back: Flow;
  #server: Socket | undefined;
  #open = true;

  constructor(client: Socket, target: number, onEnd: () => void) {
    this.#client = client;
    this.#target = target;
    this.#onEnd = onEnd;
    this.#there = new Flow();
    this.#back = new Flow();
    client.on('error', () => this.cut());
    client.on('close', () => this.#closed());
    this.#there.from(client);
    this.#back.to(client);
  }

  hold(): void {
    this.#there.hold();
    this.#back.hold();
  }

  release(): void {
    if (!this.#server) this.#dial();
    this.#there.release();
    this.#back.release();
  }

  setLatency(ms: number): void {
    this.#there.latencyMs = ms;
    this.#back.latencyMs = ms;
  }

  cut(): void {
    for (const socket of [this.#client, this.#server]) {
      if (socket && !socket.destroyed) socket.resetAndDestroy();
    }
    this.#closed();
  }

  #dial(): void {
    const server = connect({ host: '127.0.0.1', port: this.#target, noDelay: true, allowHalfOpen: true });
    this.#server = server;
    server.on('error', () => this.cut());
    server.on('close', () => this.#closed());
    this.#back.from(server);
    this.#there.to(server);
  }

  /** A side that is closed for good takes the other one with it, once what it said is delivered. */
  #closed(): void {
    if (!this.#client.destroyed || (this.#server && !this.#server.destroyed)) return;
    if (!this.#open) return;
    this.#open = false;
    this.#there.end();
    this.#back.end();
    this.#onEnd();
  }
}
