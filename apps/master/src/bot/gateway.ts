import type { Service } from '@anankor/core';
import type { Client } from 'discord.js';

/** As /ready calls it. */
export const DISCORD = 'discord';

/**
 * The master's connection to Discord. `start` throws TOKEN_REFUSED, or DEPENDENCY_UNREACHABLE when time is up. Two ways:
 * all shards here (`WholeGateway`), or those of which this replica holds a lease (`SplitGateway`).
 */
export interface Gateway extends Service {
  /** Rejects when Discord ends the session for good. */
  readonly ended: Promise<never>;
  /** Those connected or about to be. */
  clients(): readonly Client[];
  /** Known once started. */
  applicationId(): string | undefined;
}

/** Guilds of the shards connected here. */
export function countGuilds(gateway: Gateway): number {
  return gateway.clients().reduce((sum, client) => sum + client.guilds.cache.size, 0);
}

/** Shards connected here. */
export function countShards(gateway: Gateway): number {
  return gateway
    .clients()
    .filter((client) => client.isReady())
    .reduce((sum, client) => sum + client.ws.shards.size, 0);
}

/** Milliseconds of the last heartbeat, on average; below 0 before the first one. */
export function gatewayPing(gateway: Gateway): number {
  const pings = gateway
    .clients()
    .map((client) => client.ws.ping)
    .filter((ping) => ping >= 0);
  return pings.length === 0 ? -1 : pings.reduce((sum, ping) => sum + ping, 0) / pings.length;
}
