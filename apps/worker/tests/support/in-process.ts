import { systemClock } from '@anankor/core';
import type {
  InteractionHandle,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '@anankor/discord-simulator';
import { createRedis } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { Platform } from '@anankor/local-stack';
import type { PlatformOptions } from '@anankor/local-stack';
import type { Runnable } from '@anankor/service';
import type { WorkerOverrides } from '../../src/services/create-worker.ts';
import { said } from './read-message.ts';
import { workerHere } from './worker-here.ts';

/** A worker that runs in the test's own process, in a platform whose other parts are processes. */
export class InProcess {
  readonly platform: Platform;
  readonly guild: SimulatedGuild;
  readonly text: SimulatedChannel;
  readonly voice: SimulatedChannel;
  readonly alice: SimulatedMember;
  readonly redis: Redis;
  #worker: Runnable | undefined;

  private constructor(platform: Platform) {
    this.platform = platform;
    const { discord, masterBot, workerBots } = platform;
    this.guild = discord.createGuild({ name: 'Test', bots: [masterBot, ...workerBots] });
    this.text = this.guild.createTextChannel({ name: 'music' });
    this.voice = this.guild.createVoiceChannel({ name: 'Voice' });
    this.alice = this.guild.createMember({ name: 'alice' });
    this.alice.joinVoice(this.voice);
    this.redis = createRedis(platform.redis.url, { role: 'commands', name: 'test' });
  }

  static async start(options: PlatformOptions = {}): Promise<InProcess> {
    const env = { LEASE_TTL: '2s', COOLDOWN_COMMANDS: '1000', ...options.env };
    const platform = await Platform.start({
      workerBots: 1,
      workers: 0,
      dynamodb: 'dynalite',
      ...options,
      env,
    });
    const setUp = new InProcess(platform);
    await setUp.startWorker();
    return setUp;
  }

  async startWorker(extra: Record<string, string> = {}, overrides: WorkerOverrides = {}): Promise<Runnable> {
    this.#worker = await workerHere(this.platform, extra, overrides);
    return this.#worker;
  }

  type(text: string, who = this.alice): InteractionHandle {
    return who.type(text, { channel: this.text, app: this.platform.masterBot });
  }

  /** What the member reads in the end. */
  async read(text: string, who = this.alice): Promise<string> {
    return said(await this.type(text, who).reply());
  }

  /** Waits until the channel hears a pure tone, or silence (0). */
  async hears(hz: number, channel = this.voice): Promise<void> {
    const since = Date.now();
    await this.#until(async () => {
      const report = this.platform.discord.voice.report({
        guildId: this.guild.id,
        channelId: channel.id,
        since,
      });
      const last = report.segments.at(-1);
      const silent =
        report.lastFrameAt === null ? Date.now() - since > 600 : Date.now() - report.lastFrameAt > 600;
      return hz === 0 ? silent : !silent && last !== undefined && Math.abs(last.hz - hz) < hz * 0.03;
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.stop();
    this.redis.disconnect();
    await this.platform.stop();
  }

  async stopWorker(): Promise<void> {
    await this.#worker?.stop();
    this.#worker = undefined;
  }

  async #until(condition: () => Promise<boolean>, timeoutMs = 15_000): Promise<void> {
    for (const deadline = performance.now() + timeoutMs; !(await condition());) {
      if (performance.now() > deadline) throw new Error(`not so within ${timeoutMs} ms`);
      await systemClock.sleep(50);
    }
  }
}
