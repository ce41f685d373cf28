import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DiscordSimulator } from '@anankor/discord-simulator';
import type { SimulatedApplication, SimulatorOptions } from '@anankor/discord-simulator';
import getPort from 'get-port';
import { startDynamodb } from '../dynamodb.ts';
import type { LocalDynamodb } from '../dynamodb.ts';
import { localCredentials } from '../provide.ts';
import { startRedis } from '../redis.ts';
import type { LocalRedis, RedisOptions } from '../redis.ts';
import { spawnService } from '../service-process.ts';
import type { ServiceProcess } from '../service-process.ts';
import { entries, entryOf } from './entries.ts';
import { masterEnv, workerEnv } from './platform-env.ts';
import type { Node, PlatformEnv } from './platform-env.ts';

export interface PlatformOptions {
  /** Worker bots, each with a token. 2 unless told. */
  workerBots?: number;
  /** Worker processes; more than bots are hot standbys. As many as bots unless told. */
  workers?: number;
  /** Replicas of the master. 1 unless told. */
  masters?: number;
  /** Audio nodes. 1 unless told. */
  nodes?: number;
  /** LAVALINK_* of nodes that somebody else runs, as `givenLavalink` reads them; then no audio node is started. */
  lavalink?: Readonly<Record<string, string>> | undefined;
  simulator?: SimulatorOptions;
  redis?: RedisOptions;
  /** Which DynamoDB; the best at hand unless told. */
  dynamodb?: 'dynamodb-local' | 'dynalite';
  /** More environment of every master and worker. */
  env?: Readonly<Record<string, string>>;
  /** Told as each part comes up. */
  onProgress?: (what: string) => void;
}

/** A process of the platform with the port of its probes. */
export type PlatformProcess = ServiceProcess & { readonly port: number };

const LAVALINK_PASSWORD = 'local-lavalink-password';
const freePort = (): Promise<number> => getPort({ host: '127.0.0.1' });

/**
 * The whole platform on this machine: a local Discord in this process; Redis, DynamoDB, audio nodes, masters and workers as
 * processes of their own, from live sources, as in production. The demo and every test of the system share it.
 */
export class Platform {
  readonly discord: DiscordSimulator;
  readonly redis: LocalRedis;
  readonly dynamodb: LocalDynamodb;
  readonly masterBot: SimulatedApplication;
  readonly workerBots: readonly SimulatedApplication[];
  readonly masters: PlatformProcess[] = [];
  readonly workers: PlatformProcess[] = [];
  readonly nodes: (PlatformProcess & Node)[] = [];
  /** Of every node. */
  readonly lavalinkPassword = LAVALINK_PASSWORD;
  readonly #options: PlatformOptions;
  readonly #folder: string;
  /** Processes started so far, for their names. */
  readonly #count = { masters: 0, workers: 0 };

  private constructor(
    options: PlatformOptions,
    parts: { discord: DiscordSimulator; redis: LocalRedis; dynamodb: LocalDynamodb; folder: string },
  ) {
    this.#options = options;
    this.discord = parts.discord;
    this.redis = parts.redis;
    this.dynamodb = parts.dynamodb;
    this.#folder = parts.folder;
    this.masterBot = this.discord.createApplication({ name: 'Anankor' });
    this.workerBots = Array.from({ length: options.workerBots ?? 2 }, (_, index) =>
      this.discord.createApplication({ name: `Anankor ${index + 1}` }),
    );
  }

  /** Starts everything and resolves when all of it is ready. What fails stops what was started. */
  static async start(options: PlatformOptions = {}): Promise<Platform> {
    const [discord, redis, dynamodb, folder] = await Promise.all([
      DiscordSimulator.start(options.simulator),
      startRedis({ appendonly: true, ...options.redis }),
      startDynamodb(options.dynamodb ? { kind: options.dynamodb } : {}),
      mkdtemp(join(tmpdir(), 'anankor-platform-')),
    ]);
    const platform = new Platform(options, { discord, redis, dynamodb, folder });
    try {
      await platform.#startProcesses();
      return platform;
    } catch (error) {
      await platform.stop();
      throw error;
    }
  }

  async #startProcesses(): Promise<void> {
    const { onProgress = () => undefined, masters = 1, workerBots = 2, lavalink } = this.#options;
    const nodes = lavalink ? 0 : (this.#options.nodes ?? 1);
    onProgress(`local Discord at ${this.discord.restUrl}, Redis at ${this.redis.url}`);
    onProgress(`DynamoDB (${this.dynamodb.kind}) at ${this.dynamodb.endpoint}`);
    await writeFile(this.#certificate, this.discord.voice.certificate);
    await Promise.all([
      this.#createTables(),
      ...Array.from({ length: nodes }, (_, index) => this.startNode(`node${index + 1}`)),
    ]);
    onProgress(`${lavalink ? 'a given Lavalink' : `${nodes} audio node(s) up`}, tables created`);
    const workers = this.#options.workers ?? workerBots;
    await Promise.all([
      ...Array.from({ length: masters }, () => this.startMaster()),
      ...Array.from({ length: workers }, () => this.startWorker()),
    ]);
    await this.allOwned(Math.min(workers, this.workerBots.length));
    await Promise.all(this.masters.map((master) => master.waitForLine(/commands registered/)));
    onProgress(`${masters} master(s) and ${workers} worker(s) ready`);
  }

  /** `checkout`: of another version of this repository. */
  async startMaster(checkout?: string): Promise<PlatformProcess> {
    const port = await freePort();
    const env = masterEnv(this.#env(), this.masterBot, port);
    return this.#start(this.masters, {
      name: `master-${++this.#count.masters}`,
      entry: checkout === undefined ? entries.master : entryOf('master', checkout),
      env,
      port,
    });
  }

  /** `checkout`: of another version of this repository. */
  async startWorker(checkout?: string): Promise<PlatformProcess> {
    const port = await freePort();
    const env = workerEnv(this.#env(), this.workerBots, port);
    return this.#start(this.workers, {
      name: `worker-${++this.#count.workers}`,
      entry: checkout === undefined ? entries.worker : entryOf('worker', checkout),
      env,
      port,
    });
  }

  /** What a worker process of this platform is started with, to run one elsewhere. */
  async workerEnvironment(): Promise<Record<string, string>> {
    return workerEnv(this.#env(), this.workerBots, await freePort());
  }

  /** An audio node; under the name and port of one that died, it is that node come back. */
  async startNode(name: string, port?: number): Promise<PlatformProcess & Node> {
    const chosen = port ?? (await freePort());
    const service = await spawnService({
      name,
      entry: entries.audioNode,
      env: {
        SERVER_PORT: String(chosen),
        LAVALINK_PASSWORD,
        NODE_EXTRA_CA_CERTS: this.#certificate,
      },
      readyLine: /"listening"/,
    });
    const node = Object.assign(service, { port: chosen });
    this.nodes.push(node);
    await node.waitReady();
    return node;
  }

  /** The worker process that holds a bot's token, by what its probes say; undefined while none does. */
  async ownerOf(bot: SimulatedApplication): Promise<PlatformProcess | undefined> {
    for (const worker of this.workers) {
      if (worker.exit !== undefined) continue;
      const body = await fetch(`http://127.0.0.1:${worker.port}/ready`, {
        signal: AbortSignal.timeout(2_000),
      }).then(
        (answer) => answer.json() as Promise<{ role?: string }>,
        () => ({ role: undefined }),
      );
      if (body.role === `worker ${bot.botUserId}`) return worker;
    }
    return undefined;
  }

  /** Resolves when so many bots, all unless told, are held by a process. Rejects after `timeoutMs`. */
  async allOwned(count = this.workerBots.length, timeoutMs = 30_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const owners = await Promise.all(this.workerBots.map((bot) => this.ownerOf(bot)));
      if (owners.filter((owner) => owner !== undefined).length >= count) return;
      if (performance.now() > deadline)
        throw new Error(`${count} worker bots are not owned after ${timeoutMs} ms`);
      await wait(50);
    }
  }

  /** Stops all of it, newest first. */
  async stop(): Promise<void> {
    await Promise.all(this.masters.map((master) => master.stop()));
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await Promise.all(this.nodes.map((node) => node.stop()));
    await Promise.all([this.discord.stop(), this.redis.stop(), this.dynamodb.stop()]);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(
    list: PlatformProcess[],
    { port, ...options }: { name: string; entry: string; env: Record<string, string>; port: number },
  ): Promise<PlatformProcess> {
    const readyUrl = `http://127.0.0.1:${port}/ready`;
    const service = Object.assign(await spawnService({ ...options, readyUrl }), { port });
    list.push(service);
    await service.waitReady();
    return service;
  }

  async #createTables(): Promise<void> {
    const env = { ...localCredentials(), DYNAMODB_ENDPOINT: this.dynamodb.endpoint };
    const service = await spawnService({ name: 'create-tables', entry: entries.createTables, env });
    const { code } = await service.exited;
    if (code !== 0) throw new Error(`creating the tables failed:\n${service.output.text}`);
  }

  get #certificate(): string {
    return join(this.#folder, 'voice-ca.pem');
  }

  #env(): PlatformEnv {
    return {
      redisUrl: this.redis.url,
      dynamodbEndpoint: this.dynamodb.endpoint,
      credentials: localCredentials(),
      discordApiUrl: this.discord.restUrl,
      nodes: this.nodes,
      lavalinkPassword: LAVALINK_PASSWORD,
      givenLavalink: this.#options.lavalink,
      extra: this.#options.env ?? {},
    };
  }
}
