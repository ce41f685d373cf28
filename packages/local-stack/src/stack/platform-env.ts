import type { SimulatedApplication } from '@anankor/discord-simulator';

export interface Node {
  name: string;
  port: number;
}

/** What every process of one platform has in common. */
export interface PlatformEnv {
  redisUrl: string;
  dynamodbEndpoint: string;
  credentials: Readonly<Record<string, string>>;
  discordApiUrl: string;
  nodes: readonly Node[];
  lavalinkPassword: string;
  /** LAVALINK_* of nodes that somebody else runs, instead of `nodes`. */
  givenLavalink: Readonly<Record<string, string>> | undefined;
  /** Laid over everything, for the settings a test wants. */
  extra: Readonly<Record<string, string>>;
}

/** The variables that master and worker share. */
function shared(env: PlatformEnv): Record<string, string> {
  return {
    ...env.credentials,
    REDIS_URL: env.redisUrl,
    DYNAMODB_ENDPOINT: env.dynamodbEndpoint,
    DISCORD_API_URL: env.discordApiUrl,
    ...(env.givenLavalink ?? ownLavalink(env)),
    HTTP_HOST: '127.0.0.1',
  };
}

/** Audio nodes, and the sources that only they have. */
function ownLavalink({ nodes, lavalinkPassword }: PlatformEnv): Record<string, string> {
  return {
    LAVALINK_NODES: nodes.map(({ name, port }) => `${name}=127.0.0.1:${port}`).join(','),
    LAVALINK_PASSWORD: lavalinkPassword,
    SEARCH_PREFIX: 'libsearch',
    SOURCE_PREFIXES: 'library:',
  };
}

export function masterEnv(env: PlatformEnv, bot: SimulatedApplication, port: number): Record<string, string> {
  return { ...shared(env), DISCORD_MASTER_TOKEN: bot.token, MASTER_HTTP_PORT: String(port), ...env.extra };
}

export function workerEnv(
  env: PlatformEnv,
  bots: readonly SimulatedApplication[],
  port: number,
): Record<string, string> {
  const tokens = bots.map(({ token }, index) => [`DISCORD_WORKER_TOKEN_${index + 1}`, token]);
  return { ...shared(env), ...Object.fromEntries(tokens), WORKER_HTTP_PORT: String(port), ...env.extra };
}
