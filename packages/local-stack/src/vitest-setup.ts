import { localCredentials, provideDynamodb, provideRedis } from './provide.ts';

/**
 * Vitest's global set-up: a Redis and a DynamoDB for the whole run, announced to the tests as REDIS_URL and
 * DYNAMODB_ENDPOINT. Tests share them, so they isolate themselves by key prefix and table name.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const [redis, dynamodb] = await Promise.all([provideRedis(), provideDynamodb()]);
  Object.assign(process.env, localCredentials(), {
    REDIS_URL: redis.url,
    DYNAMODB_ENDPOINT: dynamodb.endpoint,
  });
  return async () => {
    await Promise.all([redis.stop(), dynamodb.stop()]);
  };
}
