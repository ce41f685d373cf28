import { fileURLToPath } from 'node:url';
import { systemClock } from '@anankor/core';
import type {
  AudioReport,
  InteractionHandle,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '@anankor/discord-simulator';
import { createRedis } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { Platform, spawnService } from '@anankor/local-stack';
import type { PlatformOptions, PlatformProcess } from '@anankor/local-stack';
import { redisKeys } from '@anankor/storage';
import { expect } from 'vitest';
import { queueOf, said } from './read-message.ts';

/** A guild with a place to type, a voice channel, and a member who sits in it. */
export interface Room {
  guild: SimulatedGuild;
  text: SimulatedChannel;
  voice: SimulatedChannel;
  member: SimulatedMember;
}

/** Simulated Discord at a pace that lets a test lose sessions and type much. */
const brisk = { identifyIntervalMs: 200, messageBucket: { limit: 100, windowMs: 1_000 } };

/** The whole platform in separate processes, with one room; what a listener and an operator can observe of it. */
export class Scene {
  readonly platform: Platform;
  readonly room: Room;
  readonly redis: Redis;
  readonly keys = redisKeys();

  /** Of every master and worker that is started from now on. */
  readonly env: Record<string, string>;

  private constructor(platform: Platform, room: Room, env: Record<string, string>) {
    this.platform = platform;
    this.room = room;
    this.env = env;
    this.redis = createRedis(env['REDIS_URL'] ?? platform.redis.url, { role: 'commands', name: 'test' });
  }

  /** One worker bot with one owner and one standby unless told. */
  static async start(options: PlatformOptions = {}): Promise<Scene> {
    const env: Record<string, string> = {
      LEASE_TTL: '2s',
      COOLDOWN_COMMANDS: '10000',
      LOG_LEVEL: 'info',
      ...options.env,
    };
    const simulator = { ...brisk, ...options.simulator };
    const platform = await Platform.start({
      workerBots: 1,
      workers: 2,
      dynamodb: 'dynalite',
      ...options,
      simulator,
      env,
    });
    const scene = new Scene(platform, furnish(platform, 'Room'), env);
    await scene.#known(scene.room);
    return scene;
  }

  get workerId(): string {
    return this.platform.workerBots[0]!.botUserId;
  }

  /** One more guild. */
  async furnish(name: string): Promise<Room> {
    const room = furnish(this.platform, name);
    await this.#known(room);
    return room;
  }

  /** Until the master can know that the worker is in the guild. */
  async #known({ guild }: Room): Promise<void> {
    const key = this.keys.guilds(this.workerId);
    const owned = this.platform.workers.length > 0;
    const known = async (): Promise<boolean> => (await this.redis.sismember(key, guild.id)) === 1;
    if (owned) await this.until(known, 20_000, 'the worker to know its guild');
  }

  type(text: string, room = this.room): InteractionHandle {
    return room.member.type(text, { channel: room.text, app: this.platform.masterBot });
  }

  /** What the member reads in the end. */
  async read(text: string, room = this.room): Promise<string> {
    return said(await this.type(text, room).reply({ timeoutMs: 30_000 }));
  }

  /** The titles of the queue, the current one first. */
  async queue(room = this.room): Promise<string[]> {
    return queueOf(await this.type('/queue show', room).reply({ timeoutMs: 30_000 }));
  }

  /** What was heard from then on, times as in the report. */
  audio(since: number, room = this.room): AudioReport {
    return this.platform.discord.voice.report({ guildId: room.guild.id, channelId: room.voice.id, since });
  }

  /** Waits until the channel hears a pure tone, or silence (0). */
  async hears(hz: number, room = this.room, timeoutMs = 20_000): Promise<void> {
    const since = now() - 300;
    const heard = async (): Promise<boolean> => {
      const report = this.audio(since, room);
      const last = report.segments.at(-1);
      const silent = now() - (report.lastFrameAt ?? since) > 600;
      return hz === 0 ? silent : !silent && last !== undefined && Math.abs(last.hz - hz) < hz * 0.03;
    };
    await this.until(heard, timeoutMs, `${hz} Hz to be heard`);
  }

  /** The process that owns the (first) worker; waits for one, other than `former`. */
  async owner(former?: PlatformProcess, timeoutMs = 20_000): Promise<PlatformProcess> {
    const [bot] = this.platform.workerBots;
    const found = async (): Promise<PlatformProcess | false> => {
      const owner = await this.platform.ownerOf(bot!);
      return owner !== undefined && owner !== former && owner;
    };
    return this.until(found, timeoutMs, 'an owner');
  }

  /** What a process says it is; undefined where it doesn't answer. */
  async roleOf({ port }: PlatformProcess): Promise<string | undefined> {
    const signal = AbortSignal.timeout(1_000);
    const answer = await fetch(`http://127.0.0.1:${port}/ready`, { signal }).catch(() => null);
    return ((await answer?.json()) as { role: string } | undefined)?.role;
  }

  /** Ends every worker process, gracefully; then one that may die at a step is started, as `mortal-worker.ts` says. */
  async onlyWorker(env: Record<string, string>, playable = true): Promise<PlatformProcess> {
    const { workers } = this.platform;
    await Promise.all(workers.map((worker) => worker.stop()));
    const worker = await this.mortalWorker(env, playable);
    await this.owner();
    return worker;
  }

  /** One more worker process, which may die at a step as `mortal-worker.ts` says. Where it has no node, it is never ready: not `playable`. */
  async mortalWorker(env: Record<string, string>, playable = true): Promise<PlatformProcess> {
    const base = await this.platform.workerEnvironment();
    const port = Number(base['WORKER_HTTP_PORT']);
    const service = await spawnService({
      name: `mortal worker ${env['DIE_AT'] ?? ''}`,
      entry: fileURLToPath(new URL('./mortal-worker.ts', import.meta.url)),
      env: { ...base, ...env },
      readyUrl: `http://127.0.0.1:${port}/ready`,
    });
    const worker = Object.assign(service, { port });
    this.platform.workers.push(worker);
    if (playable) await worker.waitReady();
    return worker;
  }

  /** Where the player is in its track by what the node says, milliseconds. */
  async position(room = this.room, workerId = this.workerId): Promise<number> {
    const found = await this.players(workerId);
    const player = found.find(({ guildId }) => guildId === room.guild.id);
    return player?.state.position ?? NaN;
  }

  /** A worker's players on every node that is up. */
  async players(
    workerId = this.workerId,
  ): Promise<{ guildId: string; node: string; state: { position: number } }[]> {
    const sessions = await this.redis.hgetall(this.keys.lavalink(workerId));
    const lists = Object.entries(sessions).map(async ([node, text]) => {
      const { sessionId } = JSON.parse(text) as { sessionId: string };
      const port = this.platform.nodes.findLast(({ name }) => name === node)?.port;
      const answer = await fetch(`http://127.0.0.1:${port}/v4/sessions/${sessionId}/players`, {
        headers: { authorization: 'local-lavalink-password' },
      }).catch(() => null);
      if (!answer?.ok) return [];
      const players = (await answer.json()) as { guildId: string; state: { position: number } }[];
      return players.map((player) => ({ ...player, node }));
    });
    return (await Promise.all(lists)).flat();
  }

  /** Waits until nothing is on the worker's stream: every command was answered and acknowledged. */
  async drained(timeoutMs = 20_000): Promise<void> {
    await this.until(
      async () => (await this.redis.xlen(this.keys.jobs(this.workerId))) === 0,
      timeoutMs,
      'an empty stream',
    );
  }

  async until<Value>(
    ask: () => Promise<Value | false | undefined>,
    timeoutMs = 20_000,
    what = 'it',
  ): Promise<Value> {
    for (const deadline = performance.now() + timeoutMs; ;) {
      const value = await ask();
      if (value !== false && value !== undefined) return value;
      if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
      await systemClock.sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.redis.disconnect();
    await this.platform.stop();
  }
}

function furnish({ discord, masterBot, workerBots }: Platform, name: string): Room {
  const guild = discord.createGuild({ name, bots: [masterBot, ...workerBots] });
  const text = guild.createTextChannel({ name: 'music' });
  const voice = guild.createVoiceChannel({ name: 'Voice' });
  const member = guild.createMember({ name: 'alice' });
  member.joinVoice(voice);
  return { guild, text, voice, member };
}

/** The clock of audio reports. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Puts a measured figure into the test's output. */
export function measured(what: string, value: number, unit = 'ms'): void {
  process.stdout.write(`  measured: ${what} ${Math.round(value)} ${unit}\n`);
}

/**
 * Longest interval between two frames of one connection, milliseconds. Twenty on an idle machine; here it tells that of a
 * busy one, since the node goes on by itself.
 */
const LARGEST_INTERVAL_MS = 1_000;

/**
 * The sound went on, on one and the same voice connection: nobody stopped it, and every frame arrived. Between two tracks a node sends
 * five frames of silence, so each of the `skips` may be one announced gap of about 120 ms.
 */
export function expectUnbroken(report: AudioReport, what: string, skips = 0): void {
  const { largestInterruptionMs, lostFrames, badFrames, strayFrames, sources, gaps } = report;
  measured(`largest interval at ${what}`, largestInterruptionMs);
  expect(gaps.filter(({ acrossSources }) => acrossSources)).toEqual([]);
  const announced = gaps.filter((gap) => gap.announced);
  expect(announced.length, JSON.stringify(announced)).toBeLessThanOrEqual(skips);
  for (const { ms } of announced) expect(ms).toBeLessThan(LARGEST_INTERVAL_MS);
  expect(largestInterruptionMs).toBeLessThan(LARGEST_INTERVAL_MS);
  expect({ lostFrames, badFrames, strayFrames }).toEqual({ lostFrames: 0, badFrames: 0, strayFrames: 0 });
  expect(sources).toHaveLength(1);
}

/** The sound may have moved to another voice connection, with little in between, and every frame arrived. */
export function expectMoved(report: AudioReport, what: string): void {
  const { largestGapMs, lostFrames } = report;
  measured(`largest gap at ${what}`, largestGapMs);
  expect(largestGapMs).toBeLessThan(LARGEST_INTERVAL_MS);
  expect(lostFrames).toBe(0);
}
