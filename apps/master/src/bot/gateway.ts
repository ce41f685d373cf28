import { AnankorError } from '@anankor/core';
import type { Service } from '@anankor/core';
import { createRest, discordError } from '@anankor/discord';
import type { Logger } from '@anankor/logger';
import { waitForDependency } from '@anankor/service';
import type { Readiness, WaitOptions } from '@anankor/service';
import { Events, GatewayCloseCodes, GatewayDispatchEvents, Routes } from 'discord.js';
import type { APIInteraction, Client } from 'discord.js';

export interface GatewayOptions {
  client: Client;
  token: string;
  apiUrl?: string | undefined;
  /** How Discord is waited for at the start. */
  waiting: Omit<WaitOptions, 'signal'>;
  readiness: Readiness;
  logger: Logger;
  onInteraction(interaction: APIInteraction): void;
}

/** As /ready calls it. */
export const DISCORD = 'discord';

/**
 * The master's connection to Discord. `start` resolves once all guilds are known; it throws TOKEN_REFUSED, or
 * DEPENDENCY_UNREACHABLE when time is up. `ended` rejects when Discord ends the session for good.
 */
export class Gateway implements Service {
  readonly name = DISCORD;
  readonly ended: Promise<never>;
  readonly #options: GatewayOptions;
  #fail: (error: AnankorError) => void = () => undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.ended = new Promise<never>((_resolve, reject) => (this.#fail = reject));
    // Whoever runs the service listens; until then a rejection is nobody's.
    this.ended.catch(() => undefined);
    this.#listen();
  }

  /** discord.js can't log in a second time after a failure, so Discord is asked over REST until it answers. */
  async start(signal: AbortSignal): Promise<void> {
    const { client, token, apiUrl, waiting, readiness } = this.#options;
    const rest = createRest({ token, timeoutMs: 5_000, ...(apiUrl ? { apiUrl } : {}) });
    const probe = async (within: AbortSignal): Promise<void> => {
      await rest.get(Routes.gatewayBot(), { signal: within }).catch((error: unknown) => {
        throw judged(error);
      });
    };
    await waitForDependency({ name: DISCORD, probe }, { ...waiting, signal });
    readiness.report(DISCORD, 'down', 'logging in');
    const limit = AbortSignal.any([signal, AbortSignal.timeout(waiting.limitMs)]);
    const ready = new Promise<void>((resolve, reject) => {
      client.once(Events.ClientReady, () => resolve());
      limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true });
    });
    try {
      await Promise.race([Promise.all([ready, client.login(token)]), this.ended, ready]);
    } catch (error) {
      signal.throwIfAborted();
      await client.destroy();
      throw judged(error, 'DEPENDENCY_UNREACHABLE');
    }
  }

  async stop(): Promise<void> {
    const { client } = this.#options;
    // Our own farewell is no disturbance.
    client.removeAllListeners(Events.ShardDisconnect);
    client.removeAllListeners(Events.ShardReconnecting);
    await client.destroy();
  }

  #listen(): void {
    const { client, readiness, logger, onInteraction } = this.#options;
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: APIInteraction) => {
      onInteraction(interaction);
    });
    const up = (): void => {
      readiness.report(DISCORD, 'up');
    };
    client.on(Events.ClientReady, up);
    client.on(Events.ShardReady, up);
    client.on(Events.ShardResume, up);
    client.on(Events.ShardReconnecting, (shard) => {
      readiness.report(DISCORD, 'down', 'reconnecting');
      logger.warn({ shard }, 'the gateway connection broke, reconnecting');
    });
    client.on(Events.ShardError, (error, shard) => {
      logger.warn({ shard, reason: error.message }, 'gateway error');
    });
    client.on(Events.Error, (error) => {
      logger.error({ reason: error.message }, 'discord.js reported an error');
    });
    client.on(Events.ShardDisconnect, ({ code }) => {
      readiness.report(DISCORD, 'down', `closed with ${code}`);
      this.#fail(
        code === GatewayCloseCodes.AuthenticationFailed
          ? tokenRefused()
          : new AnankorError('TOKEN_REFUSED', `Discord ended the session for good (close code ${code})`),
      );
    });
  }
}

function tokenRefused(): AnankorError {
  return new AnankorError(
    'TOKEN_REFUSED',
    'Discord refused DISCORD_MASTER_TOKEN: copy it again from the developer portal (Bot, Reset Token)',
  );
}

function judged(error: unknown, otherwise?: 'DEPENDENCY_UNREACHABLE'): AnankorError {
  if (error instanceof AnankorError) return error;
  const known = discordError('connect', error);
  if (known.details['status'] === 401) return tokenRefused();
  return otherwise
    ? new AnankorError(otherwise, `Discord did not let the master in: ${known.message}`, {
        details: { ...known.details, dependency: DISCORD },
      })
    : known;
}
