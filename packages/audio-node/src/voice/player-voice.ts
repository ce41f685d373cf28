import { NodeError } from '../protocol/node-error.ts';
import type { VoiceState } from '../protocol/types.ts';
import { VoiceLink } from './voice-link.ts';
import type { VoiceHandlers, VoiceIdentity } from './voice-link.ts';

/** The voice side of a player: the state it was given and the link made from it. */
export class PlayerVoice {
  readonly #identity: VoiceIdentity;
  readonly #handlers: VoiceHandlers;
  #state: VoiceState | undefined;
  #link: VoiceLink | undefined;
  /** The last attempt to open a link. One that never settles holds up every later one, as in Lavalink. */
  #opening: Promise<void> = Promise.resolve();

  constructor(identity: VoiceIdentity, handlers: VoiceHandlers) {
    this.#identity = identity;
    this.#handlers = handlers;
  }

  get state(): VoiceState | undefined {
    return this.#state;
  }

  get link(): VoiceLink | undefined {
    return this.#link;
  }

  get isConnected(): boolean {
    return this.#link !== undefined && (this.#link.isReady || this.#link.isResuming);
  }

  get ping(): number {
    return this.#link?.ping ?? -1;
  }

  /**
   * Resolves once the gateway's socket is open, before sound can flow. The state the link was made from does not
   * reconnect while the link lives. Rejects with a NodeError 500 when the server does not speak TLS or is not trusted;
   * never settles when nothing answers.
   */
  async connect(voice: VoiceState): Promise<void> {
    await this.#opening;
    if (!/^\d+$/.test(voice.channelId)) throw new NodeError(500, `Invalid channel id: ${voice.channelId}`);
    const before = this.#state;
    this.#state = voice;
    if (this.#link && !this.#link.isClosed && before && isSameConnection(before, voice)) return;
    this.#link?.close();
    const link = new VoiceLink(this.#identity, voice, {
      ready: () => void (this.#link === link && this.#handlers.ready()),
      closed: (code, reason) => void (this.#link === link && this.#handlers.closed(code, reason)),
    });
    this.#link = link;
    this.#opening = link.opened.catch(() => undefined);
    await link.opened;
  }

  close(): void {
    this.#link?.close();
  }
}

function isSameConnection(a: VoiceState, b: VoiceState): boolean {
  return a.token === b.token && a.endpoint === b.endpoint && a.sessionId === b.sessionId;
}
