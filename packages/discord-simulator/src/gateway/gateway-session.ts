import { randomBytes } from 'node:crypto';
import type { Application } from '../world/records.ts';

export interface Dispatch {
  op: 0;
  t: string;
  s: number;
  d: unknown;
}

/** The socket a session speaks through while it has one. */
export interface SessionSocket {
  send(payload: object): void;
  close(code: number): void;
}

export interface SessionOptions {
  application: Application;
  intents: number;
  shard: readonly [id: number, count: number];
  replayLimit: number;
  /** Sees every event before it is sent. */
  inspect(event: string, data: unknown): void;
}

/** One IDENTIFY's life: numbers its events and keeps the newest for a RESUME. Outlives its sockets. */
export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly application: Application;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  socket: SessionSocket | undefined;
  ended = false;
  readonly #replayLimit: number;
  readonly #inspect: SessionOptions['inspect'];
  #sequence = 0;
  /** Sequence of the newest event that is kept no longer. */
  #forgotten = 0;
  readonly #sent: Dispatch[] = [];

  constructor(options: SessionOptions) {
    this.application = options.application;
    this.intents = options.intents;
    this.shard = options.shard;
    this.#replayLimit = options.replayLimit;
    this.#inspect = (event, data) => options.inspect(event, data);
  }

  get sequence(): number {
    return this.#sequence;
  }

  dispatch(event: string, data: unknown): void {
    this.#inspect(event, data);
    const payload: Dispatch = { op: 0, t: event, s: ++this.#sequence, d: data };
    // That a resume is over is told to the socket that asked, not to those that resume later.
    if (event !== 'RESUMED') this.#sent.push(payload);
    if (this.#sent.length > this.#replayLimit * 1.1) {
      const forgotten = this.#sent.splice(0, this.#sent.length - this.#replayLimit);
      this.#forgotten = forgotten.at(-1)?.s ?? this.#forgotten;
    }
    this.socket?.send(payload);
  }

  /** Events after `sequence`; undefined when some of them are no longer kept. */
  missedSince(sequence: number): Dispatch[] | undefined {
    if (sequence < this.#forgotten) return undefined;
    return this.#sent.filter(({ s }) => s > sequence);
  }
}
