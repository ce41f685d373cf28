import { startDynamodb } from './dynamodb.ts';
import type { LocalDynamodb } from './dynamodb.ts';
import { startRedis } from './redis.ts';

/** The Redis of REDIS_URL, which `stop` leaves alone, else one of its own. */
export async function provideRedis(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ url: string; stop(): Promise<void> }> {
  const url = env['REDIS_URL'];
  return url ? { url, stop: async () => undefined } : startRedis();
}

/** The DynamoDB of DYNAMODB_ENDPOINT, which `stop` leaves alone, else one of its own. */
export async function provideDynamodb(env: NodeJS.ProcessEnv = process.env): Promise<LocalDynamodb> {
  const endpoint = env['DYNAMODB_ENDPOINT'];
  return endpoint ? { endpoint, kind: 'given', stop: async () => undefined } : startDynamodb();
}

/** The LAVALINK_* variables where they name a node that somebody else runs, else undefined. */
export function givenLavalink(env: NodeJS.ProcessEnv = process.env): Record<string, string> | undefined {
  if (!env['LAVALINK_HOST'] && !env['LAVALINK_NODES']) return undefined;
  const names = ['LAVALINK_HOST', 'LAVALINK_PORT', 'LAVALINK_PASSWORD', 'LAVALINK_SECURE', 'LAVALINK_NODES'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** Credentials that a local DynamoDB accepts (letters and digits), where none are set. */
export function localCredentials(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: env['AWS_ACCESS_KEY_ID'] || 'local',
    AWS_SECRET_ACCESS_KEY: env['AWS_SECRET_ACCESS_KEY'] || 'local',
    AWS_REGION: env['AWS_REGION'] || 'eu-central-1',
  };
}
