import { VoiceCloseCodes, VoiceGatewayVersion, VoiceOpcodes } from 'discord-api-types/voice/v8';
import type { RawData, WebSocket } from 'ws';
import { encryptionModes } from './audio/rtp.ts';
import type { EncryptionMode } from './audio/rtp.ts';
import { backendVersion, readClientMessage } from './client-message.ts';
import type { ClientMessage } from './client-message.ts';
import type { VoiceMessage, VoiceSession, VoiceSocket } from './voice-session.ts';
import type { VoiceSessions } from './voice-sessions.ts';

export interface GatewaySettings {
  readonly heartbeatIntervalMs: number;
  readonly modes: readonly EncryptionMode[];
  readonly requireDave: boolean;
  /** Where the client sends its audio. */
  readonly udp: { readonly ip: string; readonly port: number };
}

export interface GatewayObserver {
  connected(session: VoiceSession, how: 'identified' | 'resumed'): void;
  speaking(session: VoiceSession, speaking: number): void;
  closed(session: VoiceSession, code: number, by: 'client' | 'server'): void;
}

const NORMAL = 1000;
/** Versions below 4 are gone since 2024-11-18; from 8 on messages are numbered. */
const versions = new Set(['4', '5', '6', '7', VoiceGatewayVersion]);

/** One WebSocket of a voice client, from hello to its end (voice gateway version 8). */
export class GatewayConnection implements VoiceSocket {
  readonly #socket: WebSocket;
  readonly #sessions: VoiceSessions;
  readonly #settings: GatewaySettings;
  readonly #observer: GatewayObserver;
  #session: VoiceSession | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #closedBy: 'client' | 'server' = 'client';
  #numbered = true;

  constructor(
    socket: WebSocket,
    sessions: VoiceSessions,
    settings: GatewaySettings,
    observer: GatewayObserver,
  ) {
    this.#socket = socket;
    this.#sessions = sessions;
    this.#settings = settings;
    this.#observer = observer;
    socket.on('message', (data, binary) => this.#receive(data, binary));
    socket.on('close', (code) => this.#ended(code));
    socket.on('error', () => this.cut());
  }

  /** @param version of the gateway the client asked for. */
  greet(version: string | null): void {
    if (version === null || !versions.has(version)) {
      return this.close(VoiceCloseCodes.UnknownProtocol, 'Unknown protocol.');
    }
    this.#numbered = version === VoiceGatewayVersion;
    const d = { v: Number(version), heartbeat_interval: this.#settings.heartbeatIntervalMs };
    this.send({ op: VoiceOpcodes.Hello, d });
    this.#watch();
  }

  send(message: VoiceMessage): void {
    const { seq, ...bare } = message;
    this.#socket.send(JSON.stringify(seq === undefined || !this.#numbered ? bare : message));
  }

  close(code: number, reason: string): void {
    this.#closedBy = 'server';
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#closedBy = 'server';
    this.#socket.terminate();
  }

  #receive(data: RawData, binary: boolean): void {
    if (binary || this.#socket.readyState !== this.#socket.OPEN) return;
    const message = readClientMessage(String(data));
    if (message === 'payload') return this.close(VoiceCloseCodes.FailedToDecode, 'Failed to decode payload.');
    if (message === 'opcode') return this.close(VoiceCloseCodes.UnknownOpcode, 'Unknown opcode.');
    const session = this.#session;
    switch (message.op) {
      case VoiceOpcodes.Heartbeat:
        return this.#heartbeat(message);
      case VoiceOpcodes.Identify:
        return this.#identify(message);
      case VoiceOpcodes.Resume:
        return this.#resume(message);
      case 'aside':
        return session ? this.#aside(message.code) : this.#notAuthenticated();
      case VoiceOpcodes.SelectProtocol:
        return session ? this.#select(session, message) : this.#notAuthenticated();
      case VoiceOpcodes.Speaking:
        if (!session) return this.#notAuthenticated();
        this.#sessions.speaking(session, message.speaking);
        return this.#observer.speaking(session, message.speaking);
    }
  }

  #aside(code: number): void {
    if (code !== backendVersion) return;
    this.send({ op: backendVersion, d: { voice: '0.0.0', rtc_worker: '0.0.0' } });
  }

  #notAuthenticated(): void {
    this.close(VoiceCloseCodes.NotAuthenticated, 'Not authenticated.');
  }

  #heartbeat(message: Extract<ClientMessage, { op: VoiceOpcodes.Heartbeat }>): void {
    this.#session?.acknowledge(message.acknowledged);
    this.send({ op: VoiceOpcodes.HeartbeatAck, d: this.#numbered ? { t: message.nonce } : message.nonce });
    this.#watch();
  }

  #identify(message: Extract<ClientMessage, { op: VoiceOpcodes.Identify }>): void {
    if (this.#session) return this.close(VoiceCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
    if (this.#settings.requireDave && message.dave < 1) {
      return this.close(
        VoiceCloseCodes.EndToEndEncryptionDAVEProtocolRequired,
        'E2EE/DAVE protocol required',
      );
    }
    const session = this.#sessions.identify(message, this);
    if (typeof session === 'number') return this.close(session, reasons[session] ?? 'Refused.');
    this.#session = session;
    const { udp, modes } = this.#settings;
    const d = { ssrc: session.ssrc, ip: udp.ip, port: udp.port, modes, experiments: [], streams: [] };
    this.send({ op: VoiceOpcodes.Ready, d });
  }

  #select(session: VoiceSession, message: Extract<ClientMessage, { op: VoiceOpcodes.SelectProtocol }>): void {
    if (message.protocol !== 'udp') return this.close(VoiceCloseCodes.UnknownProtocol, 'Unknown protocol.');
    const mode = encryptionModes.find((known) => known === message.mode);
    if (!mode || !this.#settings.modes.includes(mode)) {
      return this.close(VoiceCloseCodes.UnknownEncryptionMode, 'Unknown encryption mode.');
    }
    this.#sessions.describe(session, mode, () => this.#observer.connected(session, 'identified'));
  }

  #resume(message: Extract<ClientMessage, { op: VoiceOpcodes.Resume }>): void {
    if (this.#session) return this.close(VoiceCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
    const session = this.#sessions.resume(message, this);
    if (typeof session === 'number') return this.close(session, reasons[session] ?? 'Refused.');
    this.#session = session;
    this.send({ op: VoiceOpcodes.Resumed, d: null });
    session.replay(message.acknowledged);
    this.#observer.connected(session, 'resumed');
  }

  /** Twice the interval without a heartbeat, or without an identify in the beginning, is a timeout. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(
      () => this.close(VoiceCloseCodes.SessionTimeout, 'Session timed out.'),
      2 * this.#settings.heartbeatIntervalMs,
    );
  }

  #ended(code: number): void {
    clearTimeout(this.#watchdog);
    const session = this.#session;
    if (!session) return;
    if (session.socket === this) session.socket = undefined;
    if (code === NORMAL && this.#closedBy === 'client') this.#sessions.left(session);
    this.#observer.closed(session, code, this.#closedBy);
  }
}

const reasons: Partial<Record<VoiceCloseCodes, string>> = {
  [VoiceCloseCodes.ServerNotFound]: 'Server not found.',
  [VoiceCloseCodes.SessionNoLongerValid]: 'Session is no longer valid.',
  [VoiceCloseCodes.AuthenticationFailed]: 'Authentication failed.',
};
