import type { InteractionHandle } from '@anankor/discord-simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;

beforeAll(async () => {
  // On a loaded machine too a replica that lives acts in BACKUP_DELAY, and one that stands in comes before Discord gives up.
  bed = await TestBed.start({ firstResponseMs: 15_000 });
  worker = await bed.worker('Worker 1');
});
afterEach(() => bed.stopMasters());
afterAll(() => bed.stop());

/** A guild with one of three replicas. */
async function settledGuild() {
  await bed.redis.del(bed.keys.jobs(worker.workerId));
  // The lease of production: what waits for its turn is not abandoned.
  const env = { CLAIM_LEASE: '10s', BACKUP_DELAY: '2500ms' };
  const replicas = await Promise.all([1, 2, 3].map(() => bed.spawnMaster(env)));
  await Promise.all(replicas.map((replica) => replica.waitReady()));
  await bed.commandsKnown();
  const { guild, text, member } = bed.guild([worker]);
  await bed.joined(worker, guild);
  const typed: InteractionHandle[] = [];
  const type = (): void => void typed.push(member.type('/play query:x', { channel: text }));
  type();
  await bed.jobOf(worker, typed[0]!.id);
  const key = bed.keys.guildReplica(guild.id);
  const holder = (await bed.redis.get(key))!;
  return { replica: replicas.find(({ pid }) => holder.includes(`:${pid}:`))!, key, holder, typed, type };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The order in which the commands came onto the stream. */
async function expectOrderOf(typed: readonly InteractionHandle[]): Promise<void> {
  for (const { id } of typed) await bed.jobOf(worker, id, 20_000);
  const jobs = await bed.jobs(worker);
  expect(jobs.map(({ jobId }) => jobId)).toEqual(typed.map(({ id }) => id));
}

describe('commands of a guild keep the order of typing', () => {
  it('while two replicas stand in for one that hangs', async () => {
    const { replica, typed, type } = await settledGuild();
    replica.kill('SIGSTOP');
    // Beyond the moment at which another takes the guild over.
    for (let n = 0; n < 70; n += 1) {
      type();
      await pause(50);
    }
    await expectOrderOf(typed);
    replica.kill('SIGCONT');
  }, 90_000);

  it('while a replica leaves, and it lets go of the guild', async () => {
    const { replica, key, holder, typed, type } = await settledGuild();
    const leaving = replica.stop();
    let left = false;
    void leaving.finally(() => (left = true));
    for (let n = 0; n < 40 || !left; n += 1) {
      type();
      await pause(10);
    }
    expect(await leaving).toMatchObject({ code: 0 });
    expect(await bed.redis.get(key)).not.toBe(holder);
    await expectOrderOf(typed);
  }, 90_000);

  it('and a guild whose replica left is with nobody', async () => {
    const { replica, key } = await settledGuild();
    expect(await replica.stop()).toMatchObject({ code: 0 });
    expect(await bed.redis.get(key)).toBeNull();
  }, 90_000);
});
