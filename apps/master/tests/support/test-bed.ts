import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseEnv } from '@anankor/config';
import { DiscordSimulator } from '@anankor/discord-simulator';
import type { SimulatedApplication, SimulatedGuild, SimulatorOptions } from '@anankor/discord-simulator';
import { createRedis, WorkerLease } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { onFreePort, spawnService, startDynamodb } from '@anankor/local-stack';
import type { LocalDynamodb, ServiceProcess } from '@anankor/local-stack';
import { job } from '@anankor/schemas';
import type { Job } from '@anankor/schemas';
import {
  Assignments,
  createDynamodb,
  createTables,
  GuildSettings,
  InteractionClaims,
  redisKeys,
  tableDefinitions,
} from '@anankor/storage';
import type { Dynamodb, RedisKeys, TableDefinitions } from '@anankor/storage';
import { masterEnv } from '../../src/env.ts';
import { submission } from '../../src/jobs/envelope.ts';
import { createMaster } from '../../src/services/create-master.ts';
import type { MasterOverrides } from '../../src/services/create-master.ts';

/** A worker as the master sees it: what it enters in Redis. Nobody reads its jobs but the test. */
export interface StandInWorker extends SimulatedApplication {
  workerId: string;
}

export interface RunningMaster {
  port: number;
  stop(): Promise<void>;
}

const entry = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const freePort = (): Promise<number> => onFreePort(async (port) => port);

/** A Discord, a Redis and a DynamoDB for one test file, and masters on them, in this process or in their own. */
export class TestBed {
  readonly prefix = `test-${randomUUID()}`;
  readonly keys: RedisKeys = redisKeys(this.prefix);
  readonly tables: TableDefinitions = tableDefinitions(`${this.prefix}-`);
  readonly redis: Redis;
  readonly dynamodb: Dynamodb;
  readonly assignments: Assignments;
  readonly settings: GuildSettings;
  readonly claims: InteractionClaims<unknown>;
  readonly discord: DiscordSimulator;
  readonly app: SimulatedApplication;
  readonly #closing: (() => Promise<unknown>)[] = [];

  private constructor(discord: DiscordSimulator) {
    this.discord = discord;
    this.app = discord.createApplication({ name: 'Anankor' });
    this.redis = createRedis(this.env()['REDIS_URL']!, { role: 'commands', name: 'test' });
    this.dynamodb = createDynamodb(parseEnv(masterEnv, this.env()).aws);
    this.assignments = new Assignments({ client: this.dynamodb, table: this.tables.assignments });
    this.settings = new GuildSettings({ client: this.dynamodb, table: this.tables.guildSettings });
    this.claims = new InteractionClaims({
      client: this.dynamodb,
      table: this.tables.claims,
      envelope: submission,
    });
  }

  static async start(options: SimulatorOptions = {}): Promise<TestBed> {
    const discord = await DiscordSimulator.start({ identifyConcurrency: 16, ...options });
    const bed = new TestBed(discord);
    await createTables(bed.dynamodb, Object.values(bed.tables));
    return bed;
  }

  /** What a master reads; `more` over it. */
  env(more: Record<string, string> = {}): Record<string, string> {
    return {
      DISCORD_MASTER_TOKEN: this.app.token,
      DISCORD_API_URL: this.discord.restUrl,
      REDIS_URL: process.env['REDIS_URL']!,
      REDIS_KEY_PREFIX: this.prefix,
      AWS_REGION: process.env['AWS_REGION']!,
      AWS_ACCESS_KEY_ID: process.env['AWS_ACCESS_KEY_ID']!,
      AWS_SECRET_ACCESS_KEY: process.env['AWS_SECRET_ACCESS_KEY']!,
      DYNAMODB_ENDPOINT: process.env['DYNAMODB_ENDPOINT']!,
      DYNAMODB_TABLE_PREFIX: `${this.prefix}-`,
      LAVALINK_HOST: '127.0.0.1',
      LAVALINK_PORT: '1',
      LAVALINK_PASSWORD: 'no-node-is-up',
      HTTP_HOST: '127.0.0.1',
      MASTER_HTTP_PORT: '0',
      LOG_LEVEL: 'warn',
      COOLDOWN_COMMANDS: '1000',
      RECOVERY_INTERVAL: '200ms',
      CLAIM_LEASE: '1s',
      ...more,
    };
  }

  /** A DynamoDB of the caller's own, with the tables, to be stopped or frozen. */
  async ownDynamodb(): Promise<LocalDynamodb> {
    const server = await startDynamodb({ kind: 'dynalite' });
    const client = createDynamodb({
      region: 'eu-central-1',
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await createTables(client, Object.values(this.tables));
    client.destroy();
    return server;
  }

  /** A master in this process. */
  async startMaster(
    more: Record<string, string> = {},
    overrides: MasterOverrides = {},
  ): Promise<RunningMaster> {
    const port = await freePort();
    const config = parseEnv(masterEnv, this.env({ MASTER_HTTP_PORT: String(port), ...more }));
    const master = createMaster(config, overrides);
    await master.start(new AbortController().signal);
    const stop = (): Promise<void> => master.stop();
    this.#closing.push(stop);
    return { port, stop };
  }

  /** A master in a process of its own. `dieAt` names the step at which it kills itself, whenever it gets there. */
  async spawnMaster(
    more: Record<string, string> = {},
    dieAt?: string,
  ): Promise<ServiceProcess & { port: number }> {
    const port = await freePort();
    const service = await spawnService({
      name: `master ${dieAt ?? ''}`,
      entry: dieAt === undefined ? entry('../../src/index.ts') : entry('./mortal-master.ts'),
      env: this.env({ MASTER_HTTP_PORT: String(port), ...(dieAt ? { DIE_AT: dieAt } : {}), ...more }),
      readyUrl: `http://127.0.0.1:${port}/ready`,
    });
    this.#closing.push(() => service.stop());
    return Object.assign(service, { port });
  }

  /** Waits until every command is registered; a member types none before. */
  async commandsKnown(): Promise<void> {
    await this.until(async () => {
      const entries = this.discord.transcript.of('rest');
      return entries.some(
        ({ method, route, status }) => method === 'POST' && route.endsWith('/commands') && status < 300,
      );
    });
    // The last of the list.
    await this.until(async () => {
      const url = `${this.discord.restUrl}/v10/applications/${this.app.applicationId}/commands`;
      const answer = await fetch(url, { headers: { authorization: `Bot ${this.app.token}` } });
      return JSON.stringify(await answer.json()).includes('"help"');
    });
  }

  /** A guild with the master, a text and a voice channel, and a member who sits in the latter. */
  guild(workers: readonly StandInWorker[] = []) {
    const guild: SimulatedGuild = this.discord.createGuild({ name: 'Guild', bots: [this.app, ...workers] });
    const text = guild.createTextChannel({ name: 'text' });
    const voice = guild.createVoiceChannel({ name: 'voice' });
    const member = guild.createMember({ name: 'Ada' });
    member.joinVoice(voice);
    return { guild, text, voice, member };
  }

  /** A worker bot; `joined` says of which guilds it told Redis. */
  async worker(name: string): Promise<StandInWorker> {
    const app = this.discord.createApplication({ name });
    const worker = { ...app, workerId: app.botUserId };
    const tokenHash = WorkerLease.tokenHash(app.token);
    const value = JSON.stringify({ name, applicationId: app.applicationId, tokenHash });
    await this.redis.hset(this.keys.registry(), worker.workerId, value);
    await this.setOnline(worker, true);
    return worker;
  }

  async setOnline(worker: StandInWorker, online: boolean): Promise<void> {
    const key = this.keys.claim(WorkerLease.tokenHash(worker.token));
    await (online ? this.redis.set(key, 'owner') : this.redis.del(key));
  }

  async joined(worker: StandInWorker, guild: { id: string }): Promise<void> {
    await this.redis.sadd(this.keys.guilds(worker.workerId), guild.id);
  }

  /** Everything on a worker's stream, read as a worker reads it. */
  async jobs(worker: StandInWorker): Promise<Job[]> {
    const entries = await this.redis.xrange(this.keys.jobs(worker.workerId), '-', '+');
    return entries.map(([, fields]) => job.parse(JSON.parse(fields[1] ?? '')));
  }

  async jobOf(worker: StandInWorker, interactionId: string, timeoutMs?: number): Promise<Job> {
    return this.until(
      async () => (await this.jobs(worker)).find(({ jobId }) => jobId === interactionId),
      timeoutMs,
    );
  }

  /** Asks until there is an answer. */
  async until<Value>(ask: () => Promise<Value | undefined | false>, timeoutMs = 15_000): Promise<Value> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const value = await ask();
      if (value !== undefined && value !== false) return value;
      if (performance.now() > deadline) throw new Error(`nothing came within ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Ends every master, those that a failed test left among them. */
  async stopMasters(): Promise<void> {
    await Promise.all(this.#closing.splice(0).map((close) => close()));
  }

  async stop(): Promise<void> {
    await this.stopMasters();
    this.redis.disconnect();
    this.dynamodb.destroy();
    await this.discord.stop();
  }
}

/** What a reply says. */
export function said(message: { embeds?: readonly { description?: string }[] }): string {
  return message.embeds?.[0]?.description ?? '';
}
