import type { Clock } from '@anankor/core';
import type { AroundRequest } from '@anankor/discord';
import { ShardSlots } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { InputReader } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { APIInteraction } from 'discord.js';
import type { MasterConfig } from '../env.ts';
import type { AskOptions } from './ask-discord.ts';
import { createClient } from './create-client.ts';
import { freeGuilds } from './free-guilds.ts';
import type { Gateway } from './gateway.ts';
import { SplitGateway } from './split-gateway.ts';
import { WholeGateway } from './whole-gateway.ts';

export interface CreateGatewayOptions {
  config: MasterConfig;
  redis: Redis;
  keys: RedisKeys;
  /** This process and no other. */
  replica: string;
  around: AroundRequest;
  waiting: AskOptions['waiting'];
  logger: Logger;
  clock: Clock;
  /** Of source `gateway`. */
  reader: InputReader;
  onInteraction(interaction: APIInteraction): void;
}

/** Every shard in this replica, or, with MASTER_SHARD_COPIES, its share of them. */
export function createGateway(options: CreateGatewayOptions): Gateway {
  const { config, redis, keys, replica, around, waiting, logger, clock, reader, onInteraction } = options;
  const { DISCORD_MASTER_TOKEN: token, DISCORD_API_URL: apiUrl } = config;
  const { MASTER_SHARD_COPIES: copies, MASTER_SHARD_COUNT: count, MASTER_SHARD_LEASE: ttlMs } = config;
  const shared = { token, apiUrl, waiting, logger, reader, onInteraction };
  if (copies === undefined) {
    const shards = count === undefined ? {} : { shards: { ids: [...Array(count).keys()], count } };
    return new WholeGateway({ ...shared, client: createClient({ apiUrl, around, reader, ...shards }) });
  }
  return new SplitGateway({
    ...shared,
    slots: new ShardSlots({ redis, keys, replica, copies, ttlMs, clock, logger }),
    replica,
    shardCount: count,
    roundMs: Math.min(1_000, ttlMs / 5),
    onMoved: (guildIds, hearers) => freeGuilds(redis, keys, guildIds, hearers),
    createClient: (settings) => createClient({ apiUrl, around, reader, ...settings }),
    clock,
  });
}
