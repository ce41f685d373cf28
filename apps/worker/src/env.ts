import {
  adminToken,
  awsSettings,
  booleanFlag,
  durationMs,
  integer,
  lavalinkNodes,
  logLevel,
  otlp,
  port,
  redisUrl,
  url,
  workerTokens,
} from '@anankor/config';
import { z } from 'zod';

const commaList = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((part) => part !== ''));

/** The worker's environment; docs/API_REFERENCE.md and .env.example explain each variable. */
export const workerEnv = z
  .object({
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: z.string().min(1).max(64).default('anankor'),
    LOG_LEVEL: logLevel,
    LOG_PRETTY: booleanFlag(),
    HTTP_HOST: z.string().default('0.0.0.0'),
    /** Opens the routes under /admin. */
    ADMIN_TOKEN: adminToken.optional(),
    WORKER_HTTP_PORT: port.default(9091),
    /** Base of Discord's REST API without the version. */
    DISCORD_API_URL: url(['http:', 'https:'], 'https://discord.com/api').optional(),
    /** How long a claim outlives its owner; it is renewed four times as often. */
    LEASE_TTL: durationMs({ min: 1_000, max: 120_000, default: 5_000 }),
    /** How often secrets are loaded again; SIGHUP does so at once. */
    SECRETS_REFRESH: durationMs({ min: 500, max: 86_400_000, default: 60_000 }),
    /** Jobs in hand at once. */
    PREFETCH: integer({ min: 1, max: 10_000, default: 500 }),
    /** What Lavalink searches with when a query is no link. */
    SEARCH_PREFIX: z
      .string()
      .regex(/^[a-z]+search$/)
      .default('ytmsearch'),
    /** Beginnings of queries that go to Lavalink as they are, comma-separated: sources of the operator's own. */
    SOURCE_PREFIXES: commaList,
    /** `host` or `host:port`, comma-separated, that may be fetched from although it is not public. */
    SOURCE_ALLOWED_HOSTS: commaList,
    /** How long Lavalink keeps players whose owner is gone. */
    LAVALINK_RESUME_TIMEOUT: durationMs({ min: 10_000, max: 600_000, default: 180_000 }),
    /** How long a session without a voice channel keeps its queue. */
    PARKED_SESSION_TTL: durationMs({ min: 1_000, max: 2_592_000_000, default: 86_400_000 }),
    /** How long unreachable Redis or DynamoDB is waited for at the start. */
    STARTUP_LIMIT: durationMs({ min: 1_000, max: 600_000, default: 60_000 }),
    /** How long a graceful stop may take. */
    STOP_TIMEOUT: durationMs({ min: 1_000, max: 120_000, default: 15_000 }),
  })
  .and(workerTokens)
  .and(lavalinkNodes)
  .and(awsSettings)
  .and(otlp);

export type WorkerConfig = z.output<typeof workerEnv>;
