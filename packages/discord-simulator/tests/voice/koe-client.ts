import { createSocket } from 'node:dgram';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Admission, EncryptionMode, VoiceServer } from '../../src/voice/index.ts';
import { sealPacket } from './rtp-packets.ts';

interface Message {
  op: number;
  d: Record<string, unknown>;
  seq?: number;
}

/** Modes koe knows; it takes the first of the server's list that is among them. */
const known = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'];
/** Close codes after which it connects anew and resumes, up to three times; any other ends the connection. */
const retried = new Set([1001, 1006, 4000, 4001, 4002, 4003, 4005, 4009, 4012, 4015, 4016, 4020]);

/**
 * A voice client that says what koe says, Lavalink's voice library, in its order: identify as soon as the socket is
 * open, media sink wants (15) at ready, then discovery, select protocol with codecs, speaking 0 and video (12), and
 * heartbeats at the interval. It knows no DAVE.
 */
export class KoeClient {
  readonly sent: number[] = [];
  readonly received: number[] = [];
  readonly closes: number[] = [];
  /** How often it asked for a session: once, as long as it can resume. */
  identifies = 0;
  resumes = 0;
  ssrc = 0;
  description: Record<string, unknown> | undefined;
  ended = false;
  readonly #server: VoiceServer;
  readonly #as: Admission;
  readonly #udp = createSocket('udp4');
  #socket: WebSocket | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #resumable = false;
  #sequence = -1;
  #target = { ip: '', port: 0 };
  #packets = 0;

  constructor(server: VoiceServer, as: Admission) {
    this.#server = server;
    this.#as = as;
  }

  connect(): void {
    const socket = new WebSocket(`wss://${this.#server.endpoint}/?v=8`, { ca: this.#server.certificate });
    this.#socket = socket;
    socket.on('open', () => (this.#resumable ? this.#resume() : this.#identify()));
    socket.on('message', (data) => this.#handle(JSON.parse(String(data)) as Message));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      clearInterval(this.#heartbeat);
      this.closes.push(code);
      if (!this.ended && retried.has(code) && this.closes.length <= 3) this.connect();
      else this.ended = true;
    });
  }

  /** One Opus frame, sent whether anybody is there or not. */
  play(payload: Buffer): void {
    const key = Uint8Array.from(this.description?.['secret_key'] as number[]);
    const mode = this.description?.['mode'] as EncryptionMode;
    this.#packets += 1;
    const n = this.#packets;
    const packet = { ssrc: this.ssrc, sequence: n, timestamp: n * 960, mode, key, payload, nonce: n };
    this.#udp.send(sealPacket(packet), this.#target.port, this.#target.ip);
  }

  speaking(mask: number): void {
    this.#send(5, { speaking: mask, delay: 0, ssrc: this.ssrc });
  }

  stop(): void {
    this.ended = true;
    clearInterval(this.#heartbeat);
    this.#socket?.close(1000);
    this.#socket?.terminate();
    this.#udp.close();
  }

  #identify(): void {
    this.identifies += 1;
    const { guildId, userId, sessionId, token } = this.#as;
    const who = { server_id: guildId, user_id: userId, session_id: sessionId, token };
    this.#send(0, { ...who, max_dave_protocol_version: 0, video: true });
  }

  #resume(): void {
    this.resumes += 1;
    const { guildId, sessionId, token } = this.#as;
    const which = { server_id: guildId, session_id: sessionId, token };
    this.#send(7, { ...which, video: true, seq_ack: this.#sequence });
  }

  #handle({ op, d, seq }: Message): void {
    this.received.push(op);
    this.#sequence = seq ?? this.#sequence;
    if (op === 8) {
      const beat = (): void => this.#send(3, { t: Date.now(), seq_ack: this.#sequence });
      this.#heartbeat = setInterval(beat, Number(d['heartbeat_interval']));
    }
    if (op === 2) void this.#select(d);
    if (op === 4) this.description = d;
  }

  async #select(ready: Record<string, unknown>): Promise<void> {
    this.#resumable = true;
    this.ssrc = Number(ready['ssrc']);
    this.#target = { ip: String(ready['ip']), port: Number(ready['port']) };
    const mode = (ready['modes'] as string[]).find((offered) => known.includes(offered));
    this.#send(15, { any: 100 });
    const { address, port } = await this.#discover();
    const data = { address, port, mode };
    const opus = { name: 'opus', type: 'audio', priority: 1000, payload_type: 120 };
    const more = { codecs: [opus], rtc_connection_id: randomUUID() };
    this.#send(1, { protocol: 'udp', ...more, data, ...data });
    this.speaking(0);
    this.#send(12, { audio_ssrc: this.ssrc, video_ssrc: 0, rtx_ssrc: 0 });
  }

  async #discover(): Promise<{ address: string; port: number }> {
    const request = Buffer.alloc(74);
    request.writeUInt16BE(1, 0);
    request.writeUInt16BE(70, 2);
    request.writeUInt32BE(this.ssrc, 4);
    const answered = once(this.#udp, 'message', { signal: AbortSignal.timeout(10_000) });
    this.#udp.send(request, this.#target.port, this.#target.ip);
    const [answer] = (await answered) as [Buffer];
    return { address: answer.toString('ascii', 8, answer.indexOf(0, 8)), port: answer.readUInt16BE(72) };
  }

  #send(op: number, d: unknown): void {
    this.sent.push(op);
    this.#socket?.send(JSON.stringify({ op, d }));
  }
}
