import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import { parseJson } from '../json.ts';
import type { SimulatorSettings } from '../settings.ts';
import type { GatewaySession, SessionSocket } from './gateway-session.ts';
import { ZlibStream } from './zlib-stream.ts';

/** What a connection hands on: it knows the protocol of the socket, not what the payloads mean. */
export interface ConnectionEvents {
  identify(connection: GatewayConnection, data: unknown): void;
  resume(connection: GatewayConnection, data: unknown): void;
  payload(session: GatewaySession, op: GatewayOpcodes, data: unknown): void;
  closed(connection: GatewayConnection, code: number): void;
}

const understood: ReadonlySet<number> = new Set([
  GatewayOpcodes.Heartbeat,
  GatewayOpcodes.Identify,
  GatewayOpcodes.PresenceUpdate,
  GatewayOpcodes.VoiceStateUpdate,
  GatewayOpcodes.Resume,
  GatewayOpcodes.RequestGuildMembers,
  GatewayOpcodes.RequestSoundboardSounds,
]);

/** One gateway socket: hello, heartbeats, order of the opcodes and the send limit, with Discord's close codes. */
export class GatewayConnection implements SessionSocket {
  session: GatewaySession | undefined;
  /** Where this client can resume: the address it reached us at. */
  readonly url: string;
  readonly #socket: WebSocket;
  readonly #settings: SimulatorSettings;
  readonly #events: ConnectionEvents;
  readonly #zlib: ZlibStream | undefined;
  readonly #watchdog: NodeJS.Timeout;
  #sends: number[] = [];
  #silent = false;
  #ended = false;

  constructor(
    socket: WebSocket,
    options: { url: string; compress: boolean; settings: SimulatorSettings; events: ConnectionEvents },
  ) {
    this.#socket = socket;
    this.url = options.url;
    this.#settings = options.settings;
    this.#events = options.events;
    this.#zlib = options.compress ? new ZlibStream((frame) => this.#socket.send(frame)) : undefined;
    const { heartbeatIntervalMs, heartbeatGraceMs } = options.settings;
    this.#watchdog = setTimeout(
      () => this.close(GatewayCloseCodes.SessionTimedOut),
      heartbeatIntervalMs + heartbeatGraceMs,
    );
    socket.on('message', (data) => this.#receive(data));
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => this.#end(code));
    this.send({
      op: GatewayOpcodes.Hello,
      d: { heartbeat_interval: heartbeatIntervalMs, _trace: ['["simulator"]'] },
      s: null,
      t: null,
    });
  }

  send(payload: object): void {
    if (this.#silent || this.#socket.readyState !== this.#socket.OPEN) return;
    const text = JSON.stringify(payload);
    if (this.#zlib) this.#zlib.write(text);
    else this.#socket.send(text);
  }

  /** The session is without this socket at once; a peer that is frozen may never answer the close frame. */
  close(code: number): void {
    this.#socket.close(code);
    this.#end(code);
  }

  /** Cuts TCP without a close frame. */
  drop(): void {
    this.#socket.terminate();
    this.#end(1006);
  }

  /** Says nothing any more, not even heartbeat acknowledgements, as a half-open connection does. */
  silence(): void {
    this.#silent = true;
    clearTimeout(this.#watchdog);
  }

  #receive(data: RawData): void {
    if (this.#silent || this.#ended) return;
    const payload = decode(data);
    if (!payload) return this.close(GatewayCloseCodes.DecodeError);
    if (!understood.has(payload.op)) return this.close(GatewayCloseCodes.UnknownOpcode);
    if (this.#isFlooding()) return this.close(GatewayCloseCodes.RateLimited);
    const op = payload.op as GatewayOpcodes;
    if (op === GatewayOpcodes.Heartbeat) return this.#heartbeat();
    if (op === GatewayOpcodes.Identify || op === GatewayOpcodes.Resume) {
      if (this.session) return this.close(GatewayCloseCodes.AlreadyAuthenticated);
      if (op === GatewayOpcodes.Identify) return this.#events.identify(this, payload.d);
      return this.#events.resume(this, payload.d);
    }
    if (!this.session) return this.close(GatewayCloseCodes.NotAuthenticated);
    this.#events.payload(this.session, op, payload.d);
  }

  /** Once, with the code of whoever closed first. */
  #end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#watchdog);
    this.#zlib?.close();
    this.#events.closed(this, code);
  }

  #heartbeat(): void {
    this.#watchdog.refresh();
    this.send({ op: GatewayOpcodes.HeartbeatAck, d: null, s: null, t: null });
  }

  #isFlooding(): boolean {
    const now = performance.now();
    this.#sends = this.#sends.filter((at) => now - at < 60_000);
    this.#sends.push(now);
    return this.#sends.length > this.#settings.sendsPerMinute;
  }
}

function decode(data: RawData): { op: number; d: unknown } | undefined {
  try {
    const value: unknown = parseJson(String(data));
    if (typeof value !== 'object' || value === null) return undefined;
    const { op, d } = value as { op?: unknown; d?: unknown };
    return typeof op === 'number' ? { op, d } : undefined;
  } catch {
    return undefined;
  }
}
