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
  #sequence = 0;
  #sent: Dispatch[] = [];

  constructor(options: SessionOptions) {
    this.application = options.application;
    this.intents = options.intents;
    this.shard = options.shard;
    this.#replayLimit = options.replayLimit;
  }

  get sequence(): number {
    return this.#sequence;
  }

  dispatch(event: string, data: unknown): void {
    const payload: Dispatch = { op: 0, t: event, s: ++this.#sequence, d: data };
    this.#sent.push(payload);
    if (this.#sent.length > this.#replayLimit * 1.1) this.#sent = this.#sent.slice(-this.#replayLimit);
    this.socket?.send(payload);
  }

  /** Events after `sequence`; undefined when some of them are no longer kept. */
  missedSince(sequence: number): Dispatch[] | undefined {
    const oldest = this.#sent[0]?.s ?? this.#sequence + 1;
    if (sequence + 1 < oldest) return undefined;
    return this.#sent.filter(({ s }) => s > sequence);
  }
}
