import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { EventEmitter, on, once } from 'node:events';
import { WebSocket } from 'ws';
import type { Admission, EncryptionMode, VoiceServer } from '../../src/voice/index.ts';
import { sealPacket } from './rtp-packets.ts';

export interface Message {
  readonly op: number;
  readonly d: Record<string, unknown>;
  readonly seq?: number;
}

/** A voice client that does exactly what a test tells it to, mistakes included. */
export class RawClient {
  readonly received: Message[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #events = new EventEmitter();
  readonly udp: Socket = createSocket('udp4');
  ssrc = 0;
  sequence = 65_530;
  timestamp = 0xffff_f000;
  mode: EncryptionMode = 'aead_aes256_gcm_rtpsize';
  key = new Uint8Array(32);
  #nonce = 0;
  #target = { ip: '', port: 0 };

  constructor(server: VoiceServer, query = '/?v=8') {
    this.#socket = new WebSocket(`wss://${server.endpoint}${query}`, { ca: server.certificate });
    this.#socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      this.received.push(message);
      this.#events.emit('message');
    });
    this.#socket.on('error', () => undefined);
    this.closed = once(this.#socket, 'close').then(([code]) => code as number);
  }

  async opened(): Promise<this> {
    if (this.#socket.readyState === WebSocket.CONNECTING) await once(this.#socket, 'open');
    return this;
  }

  send(op: number, d: unknown): void {
    this.sendText(JSON.stringify({ op, d }));
  }

  sendText(text: string | Buffer): void {
    this.#socket.send(text);
  }

  /** The first message with this opcode, past or to come. */
  async message(op: number): Promise<Message> {
    const find = (): Message | undefined => this.received.find((message) => message.op === op);
    const known = find();
    if (known) return known;
    for await (const _ of on(this.#events, 'message', { signal: AbortSignal.timeout(10_000) })) {
      const found = find();
      if (found) return found;
    }
    throw new Error('unreachable');
  }

  identify(as: Admission, more: Record<string, unknown> = {}): void {
    const { guildId, userId, sessionId, token } = as;
    this.send(0, { server_id: guildId, user_id: userId, session_id: sessionId, token, ...more });
  }

  resume(as: Admission, acknowledged: number): void {
    const { guildId, sessionId, token } = as;
    this.send(7, { server_id: guildId, session_id: sessionId, token, seq_ack: acknowledged });
  }

  /** From identify to the session description. @returns the address discovery told. */
  async join(as: Admission, mode: EncryptionMode = this.mode): Promise<{ address: string; port: number }> {
    await this.opened();
    this.identify(as);
    const ready = (await this.message(2)).d;
    this.ssrc = Number(ready['ssrc']);
    this.#target = { ip: String(ready['ip']), port: Number(ready['port']) };
    const found = await this.discover();
    this.send(1, { protocol: 'udp', data: { ...found, mode } });
    const description = (await this.message(4)).d;
    this.mode = description['mode'] as EncryptionMode;
    this.key = Uint8Array.from(description['secret_key'] as number[]);
    return found;
  }

  async discover(): Promise<{ address: string; port: number }> {
    const request = Buffer.alloc(74);
    request.writeUInt16BE(1, 0);
    request.writeUInt16BE(70, 2);
    request.writeUInt32BE(this.ssrc, 4);
    const answer = await this.exchange(request);
    return {
      address: answer.toString('ascii', 8, answer.indexOf(0, 8)),
      port: answer.readUInt16BE(72),
    };
  }

  async exchange(datagram: Buffer): Promise<Buffer> {
    const answered = once(this.udp, 'message', { signal: AbortSignal.timeout(10_000) });
    this.sendDatagram(datagram);
    const [answer] = (await answered) as [Buffer];
    return answer;
  }

  sendDatagram(datagram: Buffer): void {
    this.udp.send(datagram, this.#target.port, this.#target.ip);
  }

  /** The next packet of the stream, without sending it. */
  packet(payload: Buffer, extension?: Buffer): Buffer {
    this.sequence = (this.sequence + 1) & 0xffff;
    this.timestamp = (this.timestamp + 960) >>> 0;
    this.#nonce += 1;
    const { ssrc, sequence, timestamp, mode, key } = this;
    const packet = { ssrc, sequence, timestamp, mode, key, payload, nonce: this.#nonce };
    return sealPacket(extension ? { ...packet, extension } : packet);
  }

  play(payload: Buffer, extension?: Buffer): void {
    this.sendDatagram(this.packet(payload, extension));
  }

  async stop(): Promise<void> {
    this.udp.close();
    this.#socket.close(1000);
    if (this.#socket.readyState !== WebSocket.CLOSED) this.#socket.terminate();
    await this.closed;
  }
}
