import { Networking, NetworkingStatusCode } from '@discordjs/voice';
import { NodeError } from '../protocol/node-error.ts';
import type { VoiceState } from '../protocol/types.ts';
import { aesMode, sendWhileResuming } from './rtp-packet.ts';

export interface VoiceIdentity {
  userId: string;
  guildId: string;
}

export interface VoiceHandlers {
  /** Frames can be sent; again after every resume. */
  ready(): void;
  /** The gateway ended the connection for good. Not called for `close()`. */
  closed(code: number, reason: string): void;
}

/** The network gave no answer at all: Lavalink then waits for ever. What answers wrongly is an error. */
const unanswered: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** Discord's close code for an encryption mode that one side does not know. */
const unknownEncryption = 4016;

type VoiceSocket = Extract<Networking['state'], { code: NetworkingStatusCode.Ready }>['ws'];

/**
 * One connection to a voice gateway and its UDP port. `@discordjs/voice` does the protocol; what differs from Lavalink
 * is which close codes it resumes after, so these are translated on the way in.
 */
export class VoiceLink {
  /** Settles once the gateway's socket is open, long before frames can be sent. May never settle: see `unanswered`. */
  readonly opened: Promise<void>;
  readonly #networking: Networking;
  readonly #handlers: VoiceHandlers;
  #onOpened: () => void = () => undefined;
  #onRefused: (error: Error) => void = () => undefined;
  #socket: VoiceSocket | undefined;
  #reason = '';
  #failure: NodeJS.ErrnoException | undefined;
  #wasOpen = false;
  #closed = false;

  constructor({ userId, guildId }: VoiceIdentity, voice: VoiceState, handlers: VoiceHandlers) {
    this.#handlers = handlers;
    this.opened = new Promise((resolve, reject) => {
      this.#onOpened = resolve;
      this.#onRefused = reject;
    });
    const { token, endpoint, sessionId, channelId } = voice;
    this.#networking = new Networking(
      { endpoint, token, sessionId, channelId, serverId: guildId, userId },
      { debug: false, daveEncryption: true },
    );
    this.#networking.on('error', (error: Error) => (this.#failure = error));
    this.#networking.on('stateChange', () => this.#onState());
    this.#networking.on('close', (code: number) => this.#end(code));
    this.#watchSocket();
  }

  get isReady(): boolean {
    return this.#networking.state.code === NetworkingStatusCode.Ready;
  }

  /** The gateway's socket broke and is being resumed. */
  get isResuming(): boolean {
    return this.#networking.state.code === NetworkingStatusCode.Resuming;
  }

  /** Frames reach the listener. While the gateway resumes they still do, in the encryption that we can do ourselves. */
  get canSend(): boolean {
    const { state } = this.#networking;
    if (state.code === NetworkingStatusCode.Resuming) return state.connectionData.encryptionMode === aesMode;
    return state.code === NetworkingStatusCode.Ready;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Milliseconds, -1 while unknown. */
  get ping(): number {
    const { state } = this.#networking;
    return state.code === NetworkingStatusCode.Ready ? (state.ws.ping ?? -1) : -1;
  }

  /** Needs `canSend`. A frame that can't be encrypted ends the connection, as it would on Discord's side. */
  send(frame: Buffer): void {
    const { state } = this.#networking;
    try {
      if (state.code === NetworkingStatusCode.Resuming) return sendWhileResuming(state, frame);
      this.#networking.prepareAudioPacket(frame);
      this.#networking.dispatchAudio();
    } catch {
      this.#end(unknownEncryption);
    }
  }

  stopSpeaking(): void {
    this.#networking.setSpeaking(false);
  }

  close(): void {
    this.#closed = true;
    this.#networking.on('error', () => undefined);
    this.#networking.destroy();
  }

  #onState(): void {
    const { code } = this.#networking.state;
    if (code === NetworkingStatusCode.Identifying) {
      this.#wasOpen = true;
      this.#onOpened();
    }
    this.#watchSocket();
    if (code === NetworkingStatusCode.Ready && !this.#closed) this.#handlers.ready();
  }

  #watchSocket(): void {
    const { state } = this.#networking;
    if (state.code === NetworkingStatusCode.Closed || state.ws === this.#socket) return;
    const socket = state.ws;
    this.#socket = socket;
    // Ahead of the library's own listener, which for 1000 would resume and for 4000 would not.
    socket.prependListener('close', ({ code, reason }: { code: number; reason?: string }) => {
      this.#reason = reason ?? '';
      if (this.#closed) return;
      if (code === 1000) this.#end(code);
      if (code === 4000 && this.isReady) socket.emit('close', { code: 4015 });
    });
  }

  #end(code: number): void {
    if (this.#closed) return;
    this.close();
    if (this.#wasOpen) this.#handlers.closed(code, this.#reason);
    else if (!unanswered.has(this.#failure?.code ?? ''))
      this.#onRefused(new NodeError(500, 'Failed to connect to the voice server'));
  }
}
