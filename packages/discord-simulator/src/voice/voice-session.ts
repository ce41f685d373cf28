import type { VoiceOpcodes } from 'discord-api-types/voice/v8';
import type { Admission } from './admissions.ts';
import type { EncryptionMode } from './audio/rtp.ts';

/** What a session needs of the socket it is on at the moment. */
export interface VoiceSocket {
  send(message: VoiceMessage): void;
  close(code: number, reason: string): void;
  /** Cuts the connection without a word. */
  cut(): void;
}

export interface VoiceMessage {
  readonly op: number;
  readonly d: unknown;
  readonly seq?: number;
}

/** More than a client can miss between two heartbeats. */
const REPLAY_LIMIT = 256;

/**
 * An identified voice session. It outlives its socket: what the server numbers is kept until the client acknowledges
 * it with a heartbeat, and sent again when the client resumes.
 */
export class VoiceSession {
  readonly ssrc: number;
  admission: Admission;
  socket: VoiceSocket | undefined;
  mode: EncryptionMode | undefined;
  #sequence = 0;
  #unacknowledged: VoiceMessage[] = [];

  constructor(admission: Admission, ssrc: number, socket: VoiceSocket) {
    this.admission = admission;
    this.ssrc = ssrc;
    this.socket = socket;
  }

  /** Sends a numbered message, now or when the client is back. */
  send(op: VoiceOpcodes, d: unknown): void {
    this.#sequence += 1;
    const message = { op, d, seq: this.#sequence };
    this.#unacknowledged.push(message);
    if (this.#unacknowledged.length > REPLAY_LIMIT) this.#unacknowledged.shift();
    this.socket?.send(message);
  }

  acknowledge(sequence: number): void {
    this.#unacknowledged = this.#unacknowledged.filter((message) => (message.seq ?? 0) > sequence);
  }

  replay(after: number): void {
    this.acknowledge(after);
    for (const message of this.#unacknowledged) this.socket?.send(message);
  }
}
