import { AnankorError } from '@anankor/core';
import type { Logger } from '@anankor/logger';
import { Events, GatewayCloseCodes, GatewayDispatchEvents } from 'discord.js';
import type { APIInteraction, Client } from 'discord.js';
import type { InputReader } from '@anankor/schemas';
import { readInteraction } from './read-interaction.ts';
import { loginFailure, tokenRefused } from './login-failure.ts';

export interface ConnectionOptions {
  client: Client;
  token: string;
  logger: Logger;
  /** Of source `gateway`. */
  reader: InputReader;
  onInteraction(interaction: APIInteraction): void;
  /** The connection broke or stands again. */
  onState(state: 'up' | 'down', detail?: string): void;
  /** Discord ended it for good. */
  onEnded(error: AnankorError): void;
}

/** One client of discord.js with its shards: opened once, closed once. */
export class Connection {
  readonly client: Client;
  readonly #options: ConnectionOptions;
  readonly #over = new AbortController();
  #ready = false;
  /** Shards whose connection broke. */
  readonly #broken = new Set<number>();
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.client = options.client;
    this.#listen();
  }

  /** Discord sends the events of all its shards now. */
  get up(): boolean {
    return this.#ready && this.#broken.size === 0 && !this.#over.signal.aborted;
  }

  /** Resolves once all guilds are known; what fails is closed. Throws TOKEN_REFUSED, DEPENDENCY_UNREACHABLE, or the signal's reason. */
  async open(signal: AbortSignal, limitMs: number): Promise<void> {
    const { client } = this;
    const limit = AbortSignal.any([signal, this.#over.signal, AbortSignal.timeout(limitMs)]);
    const ready = new Promise<void>((resolve, reject) => {
      client.once(Events.ClientReady, () => resolve());
      limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true });
    });
    try {
      await Promise.race([Promise.all([ready, client.login(this.#options.token)]), ready]);
    } catch (error) {
      await this.close();
      signal.throwIfAborted();
      throw loginFailure(error, 'DEPENDENCY_UNREACHABLE');
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Our own farewell is no disturbance.
    this.client.removeAllListeners(Events.ShardDisconnect);
    this.client.removeAllListeners(Events.ShardReconnecting);
    this.#over.abort(new Error('the connection was closed'));
    await this.client.destroy();
  }

  #listen(): void {
    const { client, logger, reader, onInteraction, onState, onEnded } = this.#options;
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (data: unknown) => {
      const interaction = this.#over.signal.aborted ? undefined : readInteraction(data, reader);
      if (interaction) reader.guard('INTERACTION_CREATE', () => onInteraction(interaction));
    });
    const mended = (shard: number): void => {
      this.#broken.delete(shard);
      if (this.up) onState('up');
    };
    client.on(Events.ClientReady, () => {
      this.#ready = true;
      if (this.up) onState('up');
    });
    client.on(Events.ShardReady, mended);
    client.on(Events.ShardResume, mended);
    client.on(Events.ShardReconnecting, (shard) => {
      this.#broken.add(shard);
      onState('down', 'reconnecting');
      logger.warn({ shard }, 'the gateway connection broke, reconnecting');
    });
    client.on(Events.ShardError, (error, shard) => {
      logger.warn({ shard, reason: error.message }, 'gateway error');
    });
    client.on(Events.Error, (error) => {
      logger.error({ reason: error.message }, 'discord.js reported an error');
    });
    client.on(Events.ShardDisconnect, ({ code }, shard) => {
      this.#broken.add(shard);
      onState('down', `closed with ${code}`);
      const error =
        code === GatewayCloseCodes.AuthenticationFailed
          ? tokenRefused()
          : new AnankorError('TOKEN_REFUSED', `Discord ended the session for good (close code ${code})`);
      onEnded(error);
      this.#over.abort(error);
    });
  }
}
