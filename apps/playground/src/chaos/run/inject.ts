import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind, FaultRecord } from '../history.ts';
import type { PlannedFault } from '../plan/schedule.ts';
import { isAudible } from '../settings.ts';
import { freeze, thaw } from './processes.ts';
import type { Processes, Running } from './processes.ts';
import type { Scene } from './scene.ts';

/** What is broken, and how it is made whole again. `null`: it could not be done now. */
type Injection = { target: string; heal: () => Promise<void> } | null;

/** How long a replacement may take on a loaded machine. */
const REPLACED_MS = 60_000;
/** After a fault that may be heard: everybody finds the node that is back, or the voice that was lost, before the next one. */
const CALM_MS = 6_000;
/** How long a planned fault waits for the platform to be able to take it. */
const PATIENCE_MS = 30_000;

/** Does the planned faults, and keeps what there must always be: a standby, a master, and calm around what may be heard. */
export class Injector {
  readonly records: FaultRecord[] = [];
  readonly #scene: Scene;
  readonly #processes: Processes;
  readonly #onFault: (record: FaultRecord, phase: 'begins' | 'healed' | 'skipped') => void;
  /** The kinds that last, by family. */
  readonly #lasting = new Map<string, FaultKind>();
  readonly #running = new Set<Promise<void>>();

  constructor(scene: Scene, onFault: (record: FaultRecord, phase: 'begins' | 'healed' | 'skipped') => void) {
    this.#scene = scene;
    this.#processes = scene.processes;
    this.#onFault = onFault;
  }

  /** Does all of it; resolves when the last one is healed. */
  async run(plan: readonly PlannedFault[]): Promise<void> {
    const begun = performance.now();
    for (const planned of plan) {
      await wait(Math.max(0, begun + planned.at - performance.now()));
      if (!(await this.#admitted(planned.kind))) {
        this.#skip(planned, 'other faults lasted too long');
        continue;
      }
      const running = this.#do(planned).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
    await Promise.all(this.#running);
  }

  /** One fault of a family at a time, and one that may be heard alone. */
  async #admitted(kind: FaultKind): Promise<boolean> {
    const family = familyOf(kind);
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await wait(50)) {
      const audible = [...this.#lasting.values()].some((other) => isAudible(other));
      if (audible || this.#lasting.has(family)) continue;
      if (isAudible(kind) && this.#lasting.size > 0) continue;
      return true;
    }
    return false;
  }

  async #do(planned: PlannedFault): Promise<void> {
    const { kind } = planned;
    this.#lasting.set(familyOf(kind), kind);
    try {
      const at = Date.now();
      const injection = await this.#inject(planned);
      if (!injection) return this.#skip(planned, 'nothing to do it to');
      const record: FaultRecord = { kind, target: injection.target, at, healedAt: Infinity };
      this.records.push(record);
      this.#onFault(record, 'begins');
      await wait(planned.lastsMs);
      await injection.heal();
      record.healedAt = Date.now();
      this.#onFault(record, 'healed');
      if (isAudible(kind)) await wait(CALM_MS);
    } finally {
      this.#lasting.delete(familyOf(kind));
    }
  }

  #skip({ kind, target }: PlannedFault, skipped: string): void {
    const now = Date.now();
    const record: FaultRecord = { kind, target: String(target), at: now, healedAt: now, skipped };
    this.records.push(record);
    this.#onFault(record, 'skipped');
  }

  async #inject({ kind, target, lastsMs }: PlannedFault): Promise<Injection> {
    const [family, what] = kind.split('.') as [string, string];
    switch (family) {
      case 'worker':
        return this.#process(await this.#owner(target), what, 'worker');
      case 'master': {
        const { masters } = this.#processes;
        return masters.length < 2 ? null : this.#process(masters[target % masters.length], what, 'master');
      }
      case 'redis':
        return this.#redis(target, what, lastsMs);
      case 'dynamodb':
        return this.#links('DynamoDB', (one) => one.links.dynamodb, 'partition');
      case 'lavalink':
        return this.#lavalink(target, what);
      case 'discord':
        return this.#discord(what);
      case 'gateway':
        return this.#gateway(target, what);
      case 'voice':
        return this.#voice(target, Number(what));
      default:
        return this.#node(target, what);
    }
  }

  async #owner(target: number): Promise<Running | undefined> {
    return this.#processes.ownerOf(target % this.#scene.bots);
  }

  /** A process dies, freezes or is asked to leave; another one is started in its place. */
  async #process(victim: Running | undefined, what: string, role: 'worker' | 'master'): Promise<Injection> {
    if (!victim) return null;
    const { process } = victim;
    if (what === 'freeze') {
      freeze(victim);
      return {
        target: process.name,
        heal: async () => {
          thaw(victim);
          if (role === 'worker') await this.#scene.allPlay(REPLACED_MS);
        },
      };
    }
    process.kill(what === 'kill' ? 'SIGKILL' : 'SIGTERM');
    return {
      target: process.name,
      heal: async () => {
        await process.exited;
        if (role === 'worker') {
          await this.#processes.startWorker();
          await this.#scene.allPlay(REPLACED_MS);
        } else await this.#processes.startMaster();
      },
    };
  }

  async #redis(target: number, what: string, lastsMs: number): Promise<Injection> {
    if (what === 'restart') {
      await this.#processes.killRedis();
      const heal = async (): Promise<void> => {
        await this.#processes.restartRedis();
        await this.#scene.allPlay(REPLACED_MS);
      };
      return { target: 'redis', heal };
    }
    if (what === 'freeze') {
      const { pid } = this.#processes.platform.redis;
      process.kill(pid, 'SIGSTOP');
      const heal = async (): Promise<void> => {
        process.kill(pid, 'SIGCONT');
        await this.#scene.allPlay(REPLACED_MS);
      };
      return { target: 'redis', heal };
    }
    if (what === 'reset') return this.#links('Redis', (one) => one.links.redis, 'reset');
    if (what === 'latency') return this.#links('Redis', (one) => one.links.redis, 50 + (target % 250));
    const owner = await this.#owner(target);
    if (!owner) return null;
    owner.links.redis.partition();
    return {
      target: `${owner.process.name} – Redis, ${lastsMs} ms`,
      heal: async () => {
        owner.links.redis.heal();
        await this.#scene.allPlay(REPLACED_MS);
      },
    };
  }

  #links(
    name: string,
    pick: (one: Running) => Running['links']['redis'],
    does: 'partition' | 'reset' | number,
  ): Injection {
    const proxies = this.#processes.all.map(pick);
    for (const proxy of proxies) {
      if (does === 'partition') proxy.partition();
      else if (does === 'reset') proxy.reset();
      else proxy.setLatency(does);
    }
    return {
      target: `all – ${name}${typeof does === 'number' ? `, ${does} ms` : ''}`,
      heal: async () => {
        for (const proxy of proxies) proxy.heal();
      },
    };
  }

  async #lavalink(target: number, what: string): Promise<Injection> {
    const owner = await this.#owner(target);
    const { nodes } = this.#processes;
    const node = nodes[target % nodes.length];
    const proxy = owner?.links.nodes.get(node?.name ?? '');
    if (!owner || !proxy) return null;
    if (what === 'reset') proxy.reset();
    else if (what === 'partition') proxy.partition();
    else proxy.setLatency(50 + (target % 250));
    return { target: `${owner.process.name} – ${node?.name}`, heal: async () => proxy.heal() };
  }

  async #discord(what: string): Promise<Injection> {
    const { discordLink } = this.#processes;
    if (what === 'reset') discordLink.reset();
    else discordLink.setLatency(150);
    return { target: 'all – Discord', heal: async () => discordLink.heal() };
  }

  async #gateway(target: number, what: string): Promise<Injection> {
    const { discord, workerBots, masterBot } = this.#processes.platform;
    const bots = what === 'lost' ? workerBots : [...workerBots, masterBot];
    const bot = bots[target % bots.length];
    if (!bot) return null;
    const controls = discord.gateway(bot);
    if (what === 'reconnect') controls.reconnect();
    else if (what === 'drop') controls.drop();
    else controls.invalidate(what === 'resumable');
    return { target: bot.name, heal: () => this.#scene.allSeated(REPLACED_MS) };
  }

  async #voice(target: number, code: number): Promise<Injection> {
    const { discord } = this.#processes.platform;
    const seat = this.#scene.seatOf(target % this.#scene.channels.length);
    if (!seat) return null;
    discord.voice.evict({ guildId: seat.guildId, userId: seat.userId }, code);
    return { target: seat.name, heal: async () => undefined };
  }

  async #node(target: number, what: string): Promise<Injection> {
    const { nodes } = this.#processes;
    const slot = nodes[target % nodes.length];
    if (!slot || nodes.length < 2) return null;
    if (what === 'freeze') {
      slot.process.kill('SIGSTOP');
      return { target: slot.name, heal: async () => void slot.process.kill('SIGCONT') };
    }
    await this.#processes.killNode(slot);
    return { target: slot.name, heal: () => this.#processes.restartNode(slot) };
  }
}

function familyOf(kind: FaultKind): string {
  return kind.split('.')[0] ?? kind;
}
