import { setTimeout as wait } from 'node:timers/promises';
import { Platform } from '@anankor/local-stack';
import type { PlatformProcess } from '@anankor/local-stack';
import { TcpProxy } from '../network/tcp-proxy.ts';
import type { ChaosSettings } from '../settings.ts';

/** A process's own ways to what it depends on. */
export interface Links {
  redis: TcpProxy;
  dynamodb: TcpProxy;
  /** By the node's name. */
  nodes: ReadonlyMap<string, TcpProxy>;
}

/** A master or worker with its links. */
export interface Running {
  process: PlatformProcess;
  links: Links;
  /** Stopped by SIGSTOP. */
  frozen: boolean;
}

export interface NodeSlot {
  name: string;
  port: number;
  process: PlatformProcess;
}

/**
 * The platform with a network that can fail: every master and worker has proxies of its own to Redis, DynamoDB and the audio
 * nodes, and all of them share the one to Discord (whose gateway session moves from process to process with its URL).
 */
export class Processes {
  readonly platform: Platform;
  readonly discordLink: TcpProxy;
  readonly nodes: NodeSlot[] = [];
  readonly #env: Record<string, string>;
  readonly #started: Running[] = [];
  readonly #proxies: TcpProxy[];
  readonly #links: Links[] = [];
  /** What is dead right now, of the nodes and Redis. */
  readonly #down = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(platform: Platform, discordLink: TcpProxy, env: Record<string, string>) {
    this.platform = platform;
    this.discordLink = discordLink;
    this.#proxies = [discordLink];
    this.#env = env;
  }

  static async start(settings: ChaosSettings, print: (line: string) => void): Promise<Processes> {
    const env: Record<string, string> = {
      LEASE_TTL: `${settings.leaseMs}ms`,
      CLAIM_LEASE: '3000ms',
      RECOVERY_INTERVAL: '1000ms',
      STARTUP_LIMIT: '120s',
      COOLDOWN_COMMANDS: '1000',
    };
    const { bots: workerBots } = settings;
    const simulator = { identifyIntervalMs: 500, identifiesPerDay: 100_000, transcriptLimit: 20_000 };
    const platform = await Platform.start({
      ...{ workerBots, workers: 0, masters: 0, nodes: settings.nodes, env, simulator },
      onProgress: print,
    });
    try {
      const discord = await TcpProxy.start(Number(new URL(platform.discord.restUrl).port));
      env['DISCORD_API_URL'] = `http://127.0.0.1:${discord.port}/api`;
      const processes = new Processes(platform, discord, env);
      for (const node of platform.nodes) {
        processes.nodes.push({ name: node.name, port: node.port, process: node });
      }
      const workers = workerBots + settings.standbys;
      await Promise.all([
        ...Array.from({ length: settings.masters }, () => processes.startMaster()),
        ...Array.from({ length: workers }, () => processes.startWorker()),
      ]);
      await platform.allOwned(workerBots, 120_000);
      await Promise.all(platform.masters.map((master) => master.waitForLine(/commands registered/, 60_000)));
      return processes;
    } catch (error) {
      const said = [...platform.masters, ...platform.workers].map(
        ({ name, output }) => `--- ${name}\n${output.text.slice(-2_000)}`,
      );
      await platform.stop();
      throw new Error(`the platform did not come up\n${said.join('\n')}`, { cause: error });
    }
  }

  get workers(): Running[] {
    return this.#alive(this.platform.workers);
  }

  get masters(): Running[] {
    return this.#alive(this.platform.masters);
  }

  /** All that run, frozen or not. */
  get all(): Running[] {
    return [...this.masters, ...this.workers];
  }

  startMaster(): Promise<Running> {
    return this.#start(this.platform.masters, () => this.platform.startMaster());
  }

  startWorker(): Promise<Running> {
    return this.#start(this.platform.workers, () => this.platform.startWorker());
  }

  /** The process that plays for a bot; undefined while none does. */
  async ownerOf(bot: number): Promise<Running | undefined> {
    const wanted = this.platform.workerBots[bot];
    const owners = await Promise.all(
      this.workers
        .filter(({ frozen }) => !frozen)
        .map(async (one) => ((await roleOf(one)) === `worker ${wanted?.botUserId}` ? one : undefined)),
    );
    return owners.find((owner) => owner !== undefined);
  }

  /** A process that is gone refuses connections, so the ways to it must. */
  async killNode(slot: NodeSlot): Promise<void> {
    this.#down.add(slot.name);
    slot.process.kill('SIGKILL');
    for (const link of this.#linksTo(slot.name)) link.refuse();
    await slot.process.exited;
  }

  async restartNode(slot: NodeSlot): Promise<void> {
    slot.process = await this.platform.startNode(slot.name, slot.port);
    this.#down.delete(slot.name);
    await Promise.all(this.#linksTo(slot.name).map((link) => link.admit()));
  }

  async killRedis(): Promise<void> {
    this.#down.add('redis');
    for (const link of this.#linksTo('redis')) link.refuse();
    await this.platform.redis.kill();
  }

  async restartRedis(): Promise<void> {
    await this.platform.redis.restart();
    this.#down.delete('redis');
    await Promise.all(this.#linksTo('redis').map((link) => link.admit()));
  }

  /** The newest lines of every process there was, by its name. */
  logs(): ReadonlyMap<string, string> {
    const { masters, workers, nodes } = this.platform;
    return new Map(
      [...masters, ...workers, ...nodes].map(({ name, pid, output }) => [`${name}-${pid}`, output.text]),
    );
  }

  /** Everything thawed and every link open again. */
  heal(): void {
    for (const proxy of this.#proxies) proxy.heal();
    for (const one of this.all) thaw(one);
  }

  async stop(): Promise<void> {
    this.heal();
    await this.platform.stop();
    await Promise.all(this.#proxies.map((proxy) => proxy.stop()));
  }

  #linksTo(name: string): TcpProxy[] {
    return this.#links.flatMap(({ redis, nodes }) => (name === 'redis' ? redis : (nodes.get(name) ?? [])));
  }

  #alive(list: readonly PlatformProcess[]): Running[] {
    return this.#started.filter(({ process }) => list.includes(process) && process.exit === undefined);
  }

  /** Starts take turns until the environment is read, since it names the links of the one process. */
  async #start(list: readonly PlatformProcess[], launch: () => Promise<PlatformProcess>): Promise<Running> {
    const before = this.#turn;
    const turn = Promise.withResolvers<undefined>();
    this.#turn = turn.promise;
    await before;
    let launched: Promise<PlatformProcess>;
    let links: Links;
    try {
      links = await this.#makeLinks();
      const { redis, dynamodb, nodes } = links;
      const places = [...nodes].map(([name, { port }]) => `${name}=127.0.0.1:${port}`);
      Object.assign(this.#env, {
        REDIS_URL: `redis://127.0.0.1:${redis.port}`,
        DYNAMODB_ENDPOINT: `http://127.0.0.1:${dynamodb.port}`,
        LAVALINK_NODES: places.join(','),
      });
      const count = list.length;
      launched = launch();
      let failed = false;
      launched.catch(() => (failed = true));
      while (list.length === count && !failed) await wait(5);
      const process = list[count];
      if (process) this.#started.push({ process, links, frozen: false });
    } finally {
      turn.resolve(undefined);
    }
    const process = await launched;
    const running = this.#started.find((one) => one.process === process);
    if (!running) throw new Error(`${process.name} is not among the started`);
    return running;
  }

  async #makeLinks(): Promise<Links> {
    const link = async (port: number): Promise<TcpProxy> => {
      const proxy = await TcpProxy.start(port);
      this.#proxies.push(proxy);
      return proxy;
    };
    const { redis, dynamodb } = this.platform;
    const nodes = new Map<string, TcpProxy>();
    for (const { name, port } of this.nodes) nodes.set(name, await link(port));
    const links: Links = {
      redis: await link(redis.port),
      dynamodb: await link(Number(new URL(dynamodb.endpoint).port)),
      nodes,
    };
    this.#links.push(links);
    for (const name of this.#down) {
      for (const proxy of name === 'redis' ? [links.redis] : [nodes.get(name)]) proxy?.refuse();
    }
    return links;
  }
}

export function freeze(one: Running): void {
  one.frozen = true;
  one.process.kill('SIGSTOP');
}

export function thaw(one: Running): void {
  if (one.process.exit === undefined) one.process.kill('SIGCONT');
  one.frozen = false;
}

async function roleOf({ process }: Running): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${process.port}/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    return ((await answer.json()) as { role?: string }).role;
  } catch {
    return undefined;
  }
}
