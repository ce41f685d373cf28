import { fileURLToPath } from 'node:url';
import { Operator } from '@anankor/admin';
import { spawnService } from '@anankor/local-stack';
import type { PlatformProcess } from '@anankor/local-stack';
import type { SessionHead } from '@anankor/music';
import { Assignments, createDynamodb, tableDefinitions } from '@anankor/storage';
import type { Runnable } from '@anankor/service';
import type { WorkerOverrides } from '../../src/services/create-worker.ts';
import { Scene } from './scene.ts';
import type { Room } from './scene.ts';
import { workerHere } from './worker-here.ts';

/** A scene with two worker bots in one guild, `worker-1` and `worker-2`. */
export class TwoBots {
  readonly scene: Scene;
  #here: (Runnable & { workerId: string })[] = [];
  #overrides: WorkerOverrides = {};

  private constructor(scene: Scene) {
    this.scene = scene;
  }

  /** Two owners and one standby. */
  static async start(): Promise<TwoBots> {
    const bots = new TwoBots(await Scene.start({ workerBots: 2, workers: 3 }));
    await bots.known();
    return bots;
  }

  /** From now on the bots are owned by the test's own process, whose lines are measured. */
  async ownHere(overrides: WorkerOverrides = {}): Promise<void> {
    const { platform } = this.scene;
    await Promise.all(platform.workers.map((worker) => worker.stop()));
    await Promise.all(this.#here.splice(0).map((worker) => worker.stop()));
    this.#overrides = overrides;
    for (const _ of platform.workerBots) await this.startHere();
  }

  async startHere(): Promise<void> {
    this.#here.push(await workerHere(this.scene.platform, {}, this.#overrides));
  }

  /** Ends the one that owns the bot. */
  async stopHere(label: string): Promise<void> {
    const owner = this.#here.find(({ workerId }) => workerId === this.workerId(label));
    this.#here = this.#here.filter((worker) => worker !== owner);
    await owner?.stop();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#here.map((worker) => worker.stop()));
    await this.scene.stop();
  }

  /** The master gives a channel from one to the other, as it does where no process has owned the first one for long. */
  async giveAway(channelId: string, from: string, to: string): Promise<void> {
    const { endpoint } = this.scene.platform.dynamodb;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = createDynamodb({ region: 'eu-central-1', endpoint, credentials });
    const assignments = new Assignments({ client, table: tableDefinitions().assignments });
    const guildId = this.scene.room.guild.id;
    await assignments.release({ guildId, channelId, workerId: this.workerId(from) });
    const { version } = await assignments.get(guildId);
    const seat = { guildId, channelId, workerId: this.workerId(to) };
    await assignments.assign({ ...seat, expectedVersion: version, now: Date.now() });
    client.destroy();
  }

  workerId(label: string): string {
    return this.scene.platform.workerBots[label === 'worker-1' ? 0 : 1]!.botUserId;
  }

  /** Until both bots are known to be in the guild. */
  async known({ guild } = this.scene.room): Promise<void> {
    const { scene } = this;
    for (const { botUserId } of scene.platform.workerBots) {
      const key = scene.keys.guilds(botUserId);
      const known = async (): Promise<boolean> => (await scene.redis.sismember(key, guild.id)) === 1;
      await scene.until(known, 20_000, 'a worker to know its guild');
    }
  }

  /** What a session is beside its playback. */
  async head(label: string, { guild }: Room = this.scene.room): Promise<SessionHead | null> {
    const key = this.scene.keys.session(this.workerId(label), guild.id);
    const text = await this.scene.redis.hget(key, 'head');
    return text === null ? null : (JSON.parse(text) as SessionHead);
  }

  /** Who has the session, by label; waits until one of them does, alone, and its move is over. */
  async holder(room = this.scene.room): Promise<string> {
    return this.scene.until(
      async () => {
        const found = [];
        for (const label of ['worker-1', 'worker-2'])
          found.push({ label, head: await this.head(label, room) });
        const [only, ...others] = found.filter(({ head }) => head !== null);
        const settled = only?.head && only.head.moving === null && only.head.arriving === null;
        return settled === true && others.length === 0 && (only?.label ?? false);
      },
      40_000,
      'one of the two to have the session',
    );
  }

  /** How many players each bot has in the guild. */
  async players({ guild }: Room = this.scene.room): Promise<number[]> {
    const lists = await Promise.all(
      ['worker-1', 'worker-2'].map((label) => this.scene.players(this.workerId(label))),
    );
    return lists.map((list) => list.filter(({ guildId }) => guildId === guild.id).length);
  }

  /** `pnpm drain <label> --sessions`, as an operator runs it; the other bot is in service. */
  async drain(label: string): Promise<{ code: number | null; output: string }> {
    await this.undrain(label === 'worker-1' ? 'worker-2' : 'worker-1');
    const service = await spawnService({
      name: 'admin',
      entry: fileURLToPath(new URL('../../../../packages/admin/src/main.ts', import.meta.url)),
      args: ['drain', label, '--sessions'],
      env: { REDIS_URL: this.scene.platform.redis.url },
    });
    const { code } = await service.exited;
    return { code, output: service.output.text };
  }

  /** As `pnpm undrain <label>`: whether it was out of service. */
  undrain(label: string): Promise<boolean> {
    return new Operator(this.scene).undrain(this.workerId(label));
  }

  /** Two owners that die at a step of a move, and one standby that doesn't; instead of those there were. */
  async mortals(step: string): Promise<PlatformProcess[]> {
    const { platform } = this.scene;
    await Promise.all(platform.workers.map((worker) => worker.stop()));
    const env = { DIE_AT: `move ${step}` };
    const mortals = [await this.scene.mortalWorker(env), await this.scene.mortalWorker(env)];
    await platform.allOwned();
    await platform.startWorker();
    return mortals;
  }
}
