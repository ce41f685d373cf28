import { GatewayCloseCodes } from 'discord-api-types/v10';
import { shardOf } from '../ids.ts';
import type { Application } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { privilegedIntents } from '../world/world.ts';
import { knownIntents } from './intents.ts';

export interface Identity {
  application: Application;
  intents: number;
  shard: [id: number, count: number];
}

const guildsPerShard = 2_500;

/** Judges the data of an IDENTIFY: who it is, or the close code it earns. */
export function readIdentify(world: World, data: unknown): Identity | GatewayCloseCodes {
  if (typeof data !== 'object' || data === null) return GatewayCloseCodes.DecodeError;
  const { token, intents, shard = [0, 1] } = data as { token?: unknown; intents?: unknown; shard?: unknown };
  const application = typeof token === 'string' ? world.applicationByToken(bare(token)) : undefined;
  if (!application) return GatewayCloseCodes.AuthenticationFailed;
  if (!isShard(shard)) return GatewayCloseCodes.InvalidShard;
  if (typeof intents !== 'number' || (intents & ~knownIntents) !== 0) return GatewayCloseCodes.InvalidIntents;
  if (intents & privilegedIntents & ~application.privilegedIntents)
    return GatewayCloseCodes.DisallowedIntents;
  const [id, count] = shard;
  const served = world
    .guildsOf(application.user.id)
    .filter((guild) => shardOf(guild.id, count) === id).length;
  if (served > guildsPerShard) return GatewayCloseCodes.ShardingRequired;
  return { application, intents, shard };
}

/** Tokens are accepted with and without the "Bot " that REST wants. */
export function bare(token: string): string {
  return token.replace(/^Bot /, '');
}

function isShard(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [id, count] = value as unknown[];
  return Number.isInteger(id) && Number.isInteger(count) && Number(id) >= 0 && Number(id) < Number(count);
}
