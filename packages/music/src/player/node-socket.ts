import { AnankorError } from '@anankor/core';
import type { InputReader } from '@anankor/schemas';
import { LavalinkManager } from 'lavalink-client';
import type { LavalinkNode } from 'lavalink-client';
import type { NodeOptions } from './node-options.ts';
import { readMessage } from './wire-message.ts';
import type { WireMessage } from './wire-message.ts';

export interface NodeSocketOptions {
  node: NodeOptions;
  /** The bot's user id. */
  userId: string;
  /** A Lavalink session to resume. */
  resume: string | null;
  /** Upper bound from the first packet to the open socket, milliseconds. */
  timeoutMs: number;
  /** Of source `lavalink`. */
  reader: InputReader;
  /** The node sent something, whatever it is. */
  onHeard(): void;
  onMessage(message: WireMessage): void;
}

/**
 * One connection to a node, from opening to closing; never a second one. It is lavalink-client's node, of which nothing
 * but the socket and its watch over missing stats are used: no players (its queue would advance by itself), no
 * reconnecting (which could not be guarded by the lease), no moving. docs/adr/0020 tells what had to be kept away.
 */
export class NodeSocket {
  /** Resolves, to why, when it is closed or could not be opened. Never rejects. */
  readonly closed: Promise<AnankorError>;
  readonly #node: LavalinkNode;
  readonly #opening: NodeJS.Timeout;

  constructor(options: NodeSocketOptions) {
    const { node, userId, resume, timeoutMs } = options;
    const { nodeManager } = new LavalinkManager({
      nodes: [],
      client: { id: userId, username: 'Anankor' },
      sendToShard: () => undefined,
      autoMove: false,
      autoSkip: false,
    });
    this.#node = nodeManager.createNode<LavalinkNode>({
      id: node.name,
      host: node.host,
      port: node.port,
      authorization: node.password,
      secure: node.secure ?? false,
      // Its ping lets a dead socket stand open, so that nothing could resume. Without stats for 65 s it terminates it.
      heartBeatInterval: 0,
      enablePingOnStatsCheck: true,
    });
    // Not asked for: where the first fails the library throws where nobody can catch it.
    this.#node.fetchInfo = () => Promise.resolve(unaskedInfo);
    this.#node.fetchAllPlayers = () => Promise.resolve([]);
    let lastError: unknown;
    nodeManager.on('error', (_node, error) => (lastError = error));
    this.#receive(options);
    nodeManager.on('connect', () => clearTimeout(this.#opening));
    this.closed = new Promise((resolve) => {
      nodeManager.on('disconnect', (_node, reason) => {
        // A node that is not in this list does not reconnect.
        nodeManager.nodes.clear();
        clearTimeout(this.#opening);
        resolve(closeError(node.name, reason.code, lastError));
      });
    });
    this.#node.connect(resume ?? undefined);
    this.#opening = setTimeout(() => this.#socket()?.terminate(), timeoutMs);
  }

  /**
   * Takes the place of the library's own reader, which throws where nobody can catch it on a frame that is no object. The library is
   * told of stats only, since it watches over missing ones.
   */
  #receive({ reader, onHeard, onMessage }: NodeSocketOptions): void {
    const socket = this.#node as unknown as { message(data: unknown): Promise<void> };
    const toLibrary = socket.message.bind(this.#node);
    socket.message = async (data) => {
      onHeard();
      const message = readMessage(String(data), reader);
      if (message === null) return;
      reader.guard(message.op, () => onMessage(message));
      if (message.op === 'stats') await toLibrary(STATS);
    };
  }

  /** The players play on, for whoever resumes. */
  async close(): Promise<void> {
    const socket = this.#socket();
    if (this.#node.connected) {
      socket?.close(1000);
      this.#terminateLater();
    } else socket?.terminate();
    await this.closed;
  }

  /** For a node that does not answer any more: there is nobody to close it with. */
  terminate(): void {
    this.#socket()?.terminate();
  }

  #terminateLater(): void {
    const timer = setTimeout(() => this.#socket()?.terminate(), 1_000);
    void this.closed.then(() => clearTimeout(timer));
  }

  /** The library's own ways to close leave timers behind, and throw on a socket that is still opening. */
  #socket(): { close(code: number): void; terminate(): void } | null {
    return (this.#node as unknown as { socket: { close(code: number): void; terminate(): void } | null })
      .socket;
  }
}

const STATS = Buffer.from('{"op":"stats"}');
const unaskedInfo = {} as Awaited<ReturnType<LavalinkNode['fetchInfo']>>;

/** Nobody listens there: the node's process is gone, and its players with it. */
function isRefused(cause: unknown): boolean {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED';
}

function closeError(name: string, code: number | undefined, cause: unknown): AnankorError {
  const message = cause instanceof Error ? cause.message : '';
  if (/response: 40[13]/.test(message))
    return new AnankorError('LAVALINK_REFUSED', `the Lavalink node ${name} refuses the password`, {
      details: { node: name },
    });
  return new AnankorError('LAVALINK_UNAVAILABLE', `the connection to the Lavalink node ${name} is closed`, {
    details: { node: name, code, cause: message, refused: isRefused(cause) },
  });
}
