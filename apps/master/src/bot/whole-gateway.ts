import type { AnankorError } from '@anankor/core';
import type { Logger } from '@anankor/logger';
import type { InputReader } from '@anankor/schemas';
import type { APIInteraction, Client } from 'discord.js';
import { askDiscord } from './ask-discord.ts';
import type { AskOptions } from './ask-discord.ts';
import { Connection } from './connection.ts';
import { DISCORD } from './gateway.ts';
import type { Gateway } from './gateway.ts';

export interface WholeGatewayOptions extends AskOptions {
  client: Client;
  logger: Logger;
  /** Of source `gateway`. */
  reader: InputReader;
  onInteraction(interaction: APIInteraction): void;
}

/** Every shard, in one client. `start` resolves once all guilds are known. */
export class WholeGateway implements Gateway {
  readonly name = DISCORD;
  readonly ended: Promise<never>;
  readonly #options: WholeGatewayOptions;
  readonly #connection: Connection;

  constructor(options: WholeGatewayOptions) {
    this.#options = options;
    const { client, token, logger, reader, onInteraction, waiting } = options;
    const { promise, reject } = Promise.withResolvers<never>();
    this.ended = promise;
    // Whoever runs the service listens; until then a rejection is nobody's.
    this.ended.catch(() => undefined);
    this.#connection = new Connection({
      client,
      token,
      logger,
      reader,
      onInteraction,
      onState: (state, detail) => waiting.readiness.report(DISCORD, state, detail),
      onEnded: (error: AnankorError) => reject(error),
    });
  }

  clients(): readonly Client[] {
    return [this.#options.client];
  }

  applicationId(): string | undefined {
    return this.#options.client.application?.id;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { waiting } = this.#options;
    await askDiscord(this.#options, signal);
    waiting.readiness.report(DISCORD, 'down', 'logging in');
    await this.#connection.open(signal, waiting.limitMs);
  }

  async stop(): Promise<void> {
    await this.#connection.close();
  }
}
