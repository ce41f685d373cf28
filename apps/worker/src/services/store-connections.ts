import { classify } from '@anankor/core';
import type { AnankorError, Clock, Service } from '@anankor/core';
import type { Redis } from '@anankor/ipc';
import { redisFailure } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import { waitForDependency } from '@anankor/service';
import type { Dependency, Readiness } from '@anankor/service';
import { checkTables, waitForDynamodb } from '@anankor/storage';
import type { Dynamodb, TableDefinitions } from '@anankor/storage';

export interface StoreOptions {
  redis: Redis;
  dynamodb: Dynamodb;
  tables: TableDefinitions;
  readiness: Readiness;
  clock: Clock;
  /** Milliseconds a store may be unreachable at the start. */
  limitMs: number;
  log: Logger;
}

/** Redis and DynamoDB: waited for at the start, within a limit; after that each client reconnects by itself. */
export function storeConnections(options: StoreOptions): Service {
  const { redis, dynamodb, tables, readiness, clock, limitMs, log } = options;
  const dependencies: Dependency[] = [
    { name: 'redis', probe: () => pingRedis(redis) },
    {
      name: 'dynamodb',
      probe: async () => {
        await waitForDynamodb(dynamodb, 1);
        await checkTables(dynamodb, [tables.assignments]);
      },
    },
  ];
  return {
    name: 'stores',
    start: async (signal) => {
      const onRetry = (dependency: string, attempt: number, error: AnankorError): void => {
        log.warn({ dependency, attempt, reason: error.message }, 'waiting for a dependency');
      };
      await Promise.all(
        dependencies.map((one) => waitForDependency(one, { limitMs, readiness, signal, onRetry, clock })),
      );
    },
    stop: async () => {
      dynamodb.destroy();
      await redis.quit().catch(() => {
        redis.disconnect();
      });
    },
  };
}

async function pingRedis(redis: Redis): Promise<void> {
  try {
    await redis.ping();
  } catch (error) {
    throw classify(redisFailure(error));
  }
}
