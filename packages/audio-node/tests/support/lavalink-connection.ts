import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export interface Target {
  host: string;
  port: number;
  password: string;
}

export interface Message {
  op: string;
  type?: string;
  [key: string]: unknown;
}

export interface Answer {
  status: number;
  // The tests look into bodies of every shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** One REST call. `body` undefined sends none. */
export async function rest(target: Target, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`http://${target.host}:${target.port}${path}`, {
    method,
    headers: {
      Authorization: target.password,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}

export function openSocket(target: Target, headers: Record<string, string>): WebSocket {
  return new WebSocket(`ws://${target.host}:${target.port}/v4/websocket`, { headers });
}

/** The status with which a handshake is refused; 101 when it is accepted. */
export async function handshakeStatus(target: Target, headers: Record<string, string>): Promise<number> {
  const socket = openSocket(target, headers);
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

/** A client of the node that keeps what it hears. */
export class LavalinkConnection {
  readonly target: Target;
  readonly messages: Message[] = [];
  readonly headers: Record<string, string | string[] | undefined> = {};
  readonly #socket: WebSocket;
  sessionId = '';

  private constructor(target: Target, socket: WebSocket) {
    this.target = target;
    this.#socket = socket;
    socket.on('upgrade', (response: IncomingMessage) => Object.assign(this.headers, response.headers));
    socket.on('message', (data: Buffer) => this.messages.push(JSON.parse(data.toString()) as Message));
    socket.on('error', () => undefined);
  }

  /** Resolves at `ready`. */
  static async open(target: Target, sessionId?: string, userId = '5001'): Promise<LavalinkConnection> {
    const socket = openSocket(target, {
      Authorization: target.password,
      'User-Id': userId,
      'Client-Name': 'contract/1.0.0',
      ...(sessionId === undefined ? {} : { 'Session-Id': sessionId }),
    });
    const connection = new LavalinkConnection(target, socket);
    const ready = await connection.waitFor(({ op }) => op === 'ready');
    connection.sessionId = ready['sessionId'] as string;
    return connection;
  }

  get resumed(): boolean {
    return this.messages.find(({ op }) => op === 'ready')?.['resumed'] as boolean;
  }

  events(type?: string): Message[] {
    return this.messages.filter((message) => message.op === 'event' && (!type || message.type === type));
  }

  /** The first message from index `from` on that fits, now or later. */
  async waitFor(fits: (message: Message) => boolean, from = 0, timeoutMs = 10_000): Promise<Message> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      const found = this.messages.slice(from).find(fits);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`nothing of the kind among ${JSON.stringify(this.messages.slice(from))}`);
  }

  waitForEvent(type: string, guildId: string, from = 0, timeoutMs = 10_000): Promise<Message> {
    return this.waitFor(
      (message) => message.type === type && message['guildId'] === guildId,
      from,
      timeoutMs,
    );
  }

  session(method: string, body?: unknown): Promise<Answer> {
    return rest(this.target, method, `/v4/sessions/${this.sessionId}`, body);
  }

  player(method: string, guildId: string, body?: unknown, query = ''): Promise<Answer> {
    return rest(this.target, method, `/v4/sessions/${this.sessionId}/players/${guildId}${query}`, body);
  }

  /** Without a close frame, as a killed process does. */
  async cut(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }
}

/** Calls `probe` until it answers something, and fails after `timeoutMs`. */
export async function eventually<T>(
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
