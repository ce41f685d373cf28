import {
  adminToken,
  awsSettings,
  booleanFlag,
  discordToken,
  durationMs,
  integer,
  lavalinkNodes,
  logLevel,
  masterTokenAlone,
  otlp,
  port,
  redisUrl,
  url,
  wholeNumber,
} from '@anankor/config';
import { z } from 'zod';

/** The master's environment; .env.example explains each variable. */
export const masterEnv = z
  .object({
    DISCORD_MASTER_TOKEN: discordToken,
    /** Base of Discord's REST API without the version; another one for a local stand-in. */
    DISCORD_API_URL: url(['http:', 'https:'], 'https://discord.com/api').optional(),
    /** Registers the commands in one guild, where changes show at once, instead of everywhere. */
    DISCORD_COMMANDS_GUILD_ID: z
      .string()
      .regex(/^\d{17,20}$/)
      .optional(),
    /** The guild in which commands for the operator work. */
    DISCORD_OPERATOR_GUILD_ID: z
      .string()
      .regex(/^\d{17,20}$/)
      .optional(),
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: z.string().min(1).max(64).default('anankor'),
    HTTP_HOST: z.string().default('0.0.0.0'),
    /** Opens the routes under /admin. */
    ADMIN_TOKEN: adminToken.optional(),
    MASTER_HTTP_PORT: port.default(9090),
    LOG_LEVEL: logLevel,
    LOG_PRETTY: booleanFlag(),
    /** How long a dependency may be unreachable at start before the process gives up. */
    STARTUP_LIMIT: durationMs({ min: 1_000, max: 600_000, default: 60_000 }),
    /** How long a graceful stop may take. */
    STOP_TIMEOUT: durationMs({ min: 1_000, max: 120_000, default: 15_000 }),
    /** How often secrets are loaded again; SIGHUP does so at once. */
    SECRETS_REFRESH: durationMs({ min: 500, max: 86_400_000, default: 60_000 }),
    /** What Lavalink searches with when a query is no link. */
    SEARCH_PREFIX: z
      .string()
      .regex(/^[a-z]+search$/)
      .default('ytmsearch'),
    /** Most replicas that connect one shard; every replica connects every shard unless told. */
    MASTER_SHARD_COPIES: wholeNumber({ min: 1, max: 100 }).optional(),
    /** Shards of the master; as many as Discord asks for unless told. */
    MASTER_SHARD_COUNT: wholeNumber({ min: 1, max: 10_000 }).optional(),
    /** How long a shard stays with a replica that is silent. */
    MASTER_SHARD_LEASE: durationMs({ min: 1_000, max: 300_000, default: 10_000 }),
    /** How long a replica may take from the claim of an interaction to its place on the stream. */
    CLAIM_LEASE: durationMs({ min: 1_000, max: 300_000, default: 10_000 }),
    /** How often claims are looked for whose replica died. */
    RECOVERY_INTERVAL: durationMs({ min: 100, max: 300_000, default: 5_000 }),
    /** How long a replica lets the one that won an interaction act before it steps in; below Discord's 3 s. */
    BACKUP_DELAY: durationMs({ min: 50, max: 2_500, default: 1_000 }),
    /** Most jobs that may wait for one worker; more are refused. */
    JOBS_MAX_PENDING: integer({ min: 1, max: 1_000_000, default: 10_000 }),
    /** Commands a member may use in each COOLDOWN_WINDOW. */
    COOLDOWN_COMMANDS: integer({ min: 1, max: 10_000, default: 10 }),
    COOLDOWN_WINDOW: durationMs({ min: 100, max: 3_600_000, default: 10_000 }),
  })
  .and(masterTokenAlone)
  .and(awsSettings)
  .and(lavalinkNodes)
  .and(otlp);

export type MasterConfig = z.output<typeof masterEnv>;
