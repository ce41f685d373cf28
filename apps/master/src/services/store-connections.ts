import { AnankorError } from '@anankor/core';
import type { Service } from '@anankor/core';
import type { Redis } from '@anankor/ipc';
import { redisFailure } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { Readiness } from '@anankor/service';
import { checkTables } from '@anankor/storage';
import type { Dynamodb, TableDefinitions } from '@anankor/storage';
import { DYNAMODB } from './claim-recovery.ts';
import { waitForDependency } from './wait-for-dependency.ts';

export interface StoreConnectionsOptions {
  redis: Redis;
  dynamodb: Dynamodb;
  tables: TableDefinitions;
  limitMs: number;
  readiness: Readiness;
  logger: Logger;
}

/** As /ready calls it. */
export const REDIS = 'redis';

/** Redis and DynamoDB: waited for at the start, let go at the end. Throws TABLE_MISSING or DEPENDENCY_UNREACHABLE. */
export function storeConnections(options: StoreConnectionsOptions): Service {
  const { redis, dynamodb, tables, limitMs, readiness, logger } = options;
  return {
    name: 'stores',
    start: async (signal) => {
      const wait = { limitMs, readiness, logger, signal };
      await Promise.all([
        waitForDependency({ name: REDIS, probe: () => pingRedis(redis) }, wait),
        waitForDependency({ name: DYNAMODB, probe: () => probeTables(dynamodb, tables) }, wait),
      ]).catch((error: unknown) => {
        redis.disconnect();
        dynamodb.destroy();
        throw error;
      });
      redis.on('ready', () => readiness.report(REDIS, 'up'));
      redis.on('close', () => readiness.report(REDIS, 'down', 'the connection closed'));
    },
    stop: async () => {
      redis.removeAllListeners('close');
      redis.disconnect();
      dynamodb.destroy();
    },
  };
}

/** Rejects with REDIS_UNAVAILABLE. */
export async function pingRedis(redis: Redis): Promise<void> {
  await redis.ping().catch((error: unknown) => {
    throw redisFailure(error);
  });
}

async function probeTables(dynamodb: Dynamodb, tables: TableDefinitions): Promise<void> {
  try {
    await checkTables(dynamodb, Object.values(tables));
  } catch (error) {
    if (error instanceof AnankorError) throw error;
    throw new AnankorError('DYNAMODB_UNAVAILABLE', 'DynamoDB can’t be asked for its tables', {
      cause: error,
    });
  }
}
