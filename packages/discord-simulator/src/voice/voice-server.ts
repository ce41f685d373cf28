import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { VoiceCloseCodes } from 'discord-api-types/voice/v8';
import { WebSocketServer } from 'ws';
import { Admissions } from './admissions.ts';
import type { Admission, VoiceSeat } from './admissions.ts';
import type { AudioReport, AudioSelector } from './audio/audio-report.ts';
import { MediaPort } from './audio/media-port.ts';
import { encryptionModes } from './audio/rtp.ts';
import type { EncryptionMode } from './audio/rtp.ts';
import type { DecodeMode } from './audio/tone-listener.ts';
import { createCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { GatewayConnection } from './gateway-connection.ts';
import type { GatewaySettings } from './gateway-connection.ts';
import type { VoiceSession } from './voice-session.ts';
import { VoiceSessions } from './voice-sessions.ts';

export interface VoiceServerOptions {
  /** Address to listen on, TCP and UDP. Default 127.0.0.1. */
  readonly bind?: string;
  /** Host name clients are told in `endpoint`. Default localhost; one that is not goes into the certificate. */
  readonly host?: string;
  /** TCP port of the gateway, 0 for a free one (default). */
  readonly port?: number;
  /** UDP port, 0 for a free one (default). */
  readonly udpPort?: number;
  /** Default: a new one. Several runs can share one, so that clients need to trust it only once. */
  readonly certificate?: Certificate;
  /** Default 13,750. A client silent for twice as long is closed with 4009. */
  readonly heartbeatIntervalMs?: number;
  /** Offered encryption modes, most wanted first. Default both. */
  readonly modes?: readonly EncryptionMode[];
  /** Refuse clients that don't announce DAVE (4017), as Discord does. Sessions run without it all the same. */
  readonly requireDave?: boolean;
  /** Default `all`: about an eighth of a core for 20 streams; `sampled` two thirds of that. */
  readonly decode?: DecodeMode;
  /** Frames kept for reports per user and channel; beyond it the older half goes. Default 180,000, one hour. */
  readonly historyFrames?: number;
}

/** Where something happened on the voice server. */
export interface VoicePlace extends VoiceSeat {
  readonly channelId: string;
  readonly ssrc: number;
}

export interface VoiceServerEvents {
  /** A client got its session description (`identified`), or took its session up again (`resumed`). */
  connected: [VoicePlace & { readonly how: 'identified' | 'resumed' }];
  speaking: [VoicePlace & { readonly speaking: boolean }];
  /** The first audio frame of a connection; `at` as in the report. */
  firstFrame: [VoicePlace & { readonly at: number }];
  /** A socket of an identified client ended. 1006: without a close frame. */
  closed: [VoicePlace & { readonly code: number; readonly by: 'client' | 'server' }];
  /** The media thread died. */
  error: [Error];
}

/** Discord's voice server: gateway version 8 over TLS, audio over UDP, and a report of what was heard. */
export class VoiceServer extends EventEmitter<VoiceServerEvents> {
  /** Host and port as VOICE_SERVER_UPDATE carries it. */
  readonly endpoint: string;
  /** PEM to trust, for instance by NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #media: MediaPort;
  readonly #admissions: Admissions;
  readonly #sessions: VoiceSessions;

  private constructor(parts: {
    endpoint: string;
    certificate: string;
    http: Server;
    sockets: WebSocketServer;
    media: MediaPort;
    settings: Omit<GatewaySettings, 'udp'>;
  }) {
    super();
    this.endpoint = parts.endpoint;
    this.certificate = parts.certificate;
    this.#http = parts.http;
    this.#sockets = parts.sockets;
    this.#media = parts.media;
    this.#admissions = new Admissions();
    this.#sessions = new VoiceSessions(this.#admissions, parts.media);
    parts.media.on('error', (error) => this.emit('error', error));
    parts.media.on('firstFrame', ({ ssrc, at }) => {
      const session = this.#sessions.ofSsrc(ssrc);
      if (session) this.emit('firstFrame', { ...placeOf(session), at });
    });
    this.#sockets.on('connection', (socket, request) => {
      const udp = { ip: addressOf(request.socket.localAddress), port: this.#media.port };
      const settings = { ...parts.settings, udp };
      const connection = new GatewayConnection(socket, this.#sessions, settings, {
        connected: (session, how) => this.emit('connected', { ...placeOf(session), how }),
        speaking: (session, flags) => this.emit('speaking', { ...placeOf(session), speaking: flags !== 0 }),
        closed: (session, code, by) => this.emit('closed', { ...placeOf(session), code, by }),
      });
      connection.greet(new URL(request.url ?? '/', 'wss://voice').searchParams.get('v'));
    });
  }

  /** Listens on TCP and UDP when it resolves. */
  static async start(options: VoiceServerOptions = {}): Promise<VoiceServer> {
    const { bind = '127.0.0.1', host = 'localhost' } = options;
    const certificate = options.certificate ?? (await createCertificate([host]));
    const http = createServer({ key: certificate.key, cert: certificate.cert });
    const media = await MediaPort.start({
      bind,
      port: options.udpPort ?? 0,
      decode: options.decode ?? 'all',
      historyFrames: options.historyFrames ?? 180_000,
    });
    try {
      http.listen(options.port ?? 0, bind);
      await once(http, 'listening');
    } catch (error) {
      await media.stop();
      throw error;
    }
    return new VoiceServer({
      endpoint: `${host}:${(http.address() as AddressInfo).port}`,
      certificate: certificate.cert,
      http,
      sockets: new WebSocketServer({ server: http }),
      media,
      settings: {
        heartbeatIntervalMs: options.heartbeatIntervalMs ?? 13_750,
        modes: options.modes ?? encryptionModes,
        requireDave: options.requireDave ?? false,
      },
    });
  }

  /**
   * Lets a user in: the main gateway calls it before it sends VOICE_SERVER_UPDATE. The newest admission of a user in a
   * guild makes the credentials of the one before worthless (4006), while a connection made with them lasts until the
   * new one identifies.
   */
  admit(admission: Admission): void {
    this.#admissions.add(admission);
  }

  /**
   * Closes a user's connection. With 4015, 4000 or any other code that leaves the session alive the client may resume;
   * after 4014 (disconnected, moved), 4006 (session invalid), 4004, 4011 or 4022 (call terminated) it needs a new
   * admission.
   */
  evict(seat: VoiceSeat, code: VoiceCloseCodes | number): void {
    if (!finalCodes.has(code)) return this.#sessions.of(seat)?.socket?.close(code, 'Evicted.');
    this.#admissions.withdraw(seat);
    this.#sessions.end(seat, code, 'Evicted.');
  }

  /** The user is in another channel of the guild now; the connection goes on. */
  moved(place: VoiceSeat & { readonly channelId: string }): void {
    this.#admissions.move(place, place.channelId);
    this.#sessions.move(place, place.channelId);
  }

  /** From now on what the user sends is dropped (`droppedFrames`), or heard again. */
  setMuted(seat: VoiceSeat, muted: boolean): void {
    if (this.#admissions.isMuted(seat) === muted) return;
    this.#admissions.setMuted(seat, muted);
    this.#sessions.mute(seat, muted);
  }

  /** Cuts the TCP connection without a close frame: the client sees 1006 and resumes. Its audio still counts. */
  dropTcp(seat: VoiceSeat): void {
    this.#sessions.of(seat)?.socket?.cut();
  }

  report(selector: AudioSelector): AudioReport {
    return this.#media.report(selector);
  }

  /** Forgets what was heard so far; `since` and `until` of the selector are ignored. */
  resetReport(selector: AudioSelector): void {
    this.#media.send({ type: 'reset', selector });
  }

  /** Closes every connection with 1001 and frees the ports. Idempotent. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) {
      socket.close(1001, 'Server stops.');
      socket.terminate();
    }
    this.#sockets.close();
    if (this.#http.listening) {
      this.#http.close();
      this.#http.closeAllConnections();
      await once(this.#http, 'close');
    }
    await this.#media.stop();
  }
}

/** After these Discord wants a new voice state; the enum lets tests pass any other number. */
const finalCodes = new Set<number>([
  VoiceCloseCodes.AuthenticationFailed,
  VoiceCloseCodes.SessionNoLongerValid,
  VoiceCloseCodes.ServerNotFound,
  VoiceCloseCodes.Disconnected,
  VoiceCloseCodes.CallTerminated,
]);

function placeOf({ admission, ssrc }: VoiceSession): VoicePlace {
  return { guildId: admission.guildId, channelId: admission.channelId, userId: admission.userId, ssrc };
}

/** The UDP address a client is told is the one it reached the gateway at. */
function addressOf(local: string | undefined): string {
  return (local ?? '127.0.0.1').replace('::ffff:', '');
}
