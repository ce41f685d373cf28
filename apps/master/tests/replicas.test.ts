import type { InteractionHandle } from '@anankor/discord-simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
});
afterEach(() => bed.stopMasters());
afterAll(() => bed.stop());

async function furnished() {
  const place = bed.guild([worker]);
  await bed.joined(worker, place.guild);
  return place;
}

const responses = (interactionId: string) =>
  bed.discord.transcript.of('response').filter((entry) => entry.interactionId === interactionId);
const callbacks = (from: number) =>
  bed.discord.transcript
    .since(from)
    .filter((entry) => entry.kind === 'rest' && entry.route.endsWith('/callback'));

const hasStatus = async (interactionId: string, status: 'ENQUEUED' | 'ANSWERED'): Promise<boolean> => {
  const request = { interactionId, owner: 'test', leaseMs: 1, envelope: {}, now: Date.now() };
  const found = await bed.claims.claim(request);
  return found.outcome === 'duplicate' && found.status === status;
};
const isEnqueued = (interactionId: string): Promise<boolean> => hasStatus(interactionId, 'ENQUEUED');

describe('two replicas', () => {
  it('defer once and enqueue once', async () => {
    const replicas = [await bed.spawnMaster(), await bed.spawnMaster()];
    await Promise.all(replicas.map((replica) => replica.waitReady()));
    await bed.commandsKnown();
    const { text, member } = await furnished();
    const from = bed.discord.transcript.position;
    const handles = Array.from({ length: 20 }, (_, n) =>
      member.type(`/play query:song ${n}`, { channel: text }),
    );
    await Promise.all(handles.map((handle) => handle.acked()));
    for (const handle of handles) await bed.jobOf(worker, handle.id);
    // Longer than the replica that lost waits before it looks again.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const jobs = await bed.jobs(worker);
    for (const handle of handles) {
      expect(jobs.filter(({ jobId }) => jobId === handle.id)).toHaveLength(1);
      expect(responses(handle.id)).toHaveLength(1);
    }
    expect(callbacks(from)).toHaveLength(20);
    const choices = await member.autocomplete('/help command:pa', { channel: text });
    expect(choices.map(({ value }) => value)).toContain('pause');
  }, 60_000);
});

describe('a replica that leaves', () => {
  it('stands in for one that died, where nobody else heard of the command', async () => {
    const leaving = await bed.spawnMaster({ BACKUP_DELAY: '1500ms' });
    await leaving.waitReady();
    await bed.commandsKnown();
    const { guild, text, member } = await furnished();
    await bed.redis.set(bed.keys.guildReplica(guild.id), 'dead:1:ghost', 'PX', 30_000);
    const handle = member.type('/play query:x', { channel: text });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(handle.state).toBe('pending');
    expect(await leaving.stop()).toMatchObject({ code: 0 });
    await bed.jobOf(worker, handle.id);
    expect(responses(handle.id)).toHaveLength(1);
  }, 60_000);
});

describe('a replica that dies', () => {
  it.each(['elected', 'deferred', 'claimed', 'placed', 'decided', 'enqueued', 'completed'])(
    'when it has %s leaves a command that another finishes',
    async (step) => {
      await bed.redis.del(bed.keys.jobs(worker.workerId), bed.keys.openInteractions());
      const [mortal, other] = await Promise.all([
        bed.spawnMaster({}, step),
        bed.spawnMaster({ BACKUP_DELAY: '300ms' }),
      ]);
      await Promise.all([mortal.waitReady(), other.waitReady()]);
      await bed.commandsKnown();
      // Until the mortal one wins an election; the other serves what it wins itself. A guild may stay with its replica.
      const handles: InteractionHandle[] = [];
      while (mortal.exit === undefined && handles.length < 40) {
        const { text, member } = await furnished();
        const handle = member.type('/play query:x', { channel: text });
        handles.push(handle);
        await handle.acked();
        await bed.jobOf(worker, handle.id, 20_000);
      }
      await mortal.exited;
      expect(handles.length).toBeLessThan(40);
      const jobs = await bed.jobs(worker);
      for (const handle of handles) {
        expect(jobs.filter(({ jobId }) => jobId === handle.id)).toHaveLength(1);
        expect(handle.responseType).toBe(5);
      }
      // Whatever the dead one had in hand is finished in the claims as well.
      for (const handle of handles) await bed.until(() => isEnqueued(handle.id));
    },
    90_000,
  );

  it.each(['elected', 'deferred', 'claimed'])(
    'alone when it has %s leaves a command that its successor finishes',
    async (step) => {
      // What another test left open would be gone on with, and the mortal one die of it before its time.
      await bed.redis.del(bed.keys.jobs(worker.workerId), bed.keys.openInteractions());
      const mortal = await bed.spawnMaster({}, step);
      await mortal.waitReady();
      const { text, member } = await furnished();
      const handle = member.type('/play query:x', { channel: text });
      await mortal.exited;
      const successor = await bed.spawnMaster();
      await successor.waitReady();
      if (step === 'elected') await expect(handle.acked()).rejects.toThrow(/did not respond/);
      else await bed.jobOf(worker, handle.id, 30_000);
    },
    60_000,
  );

  it('leaves a command that came too late: it is answered with an error', async () => {
    const { text, member } = await furnished();
    const mortal = await bed.spawnMaster({}, 'claimed');
    await mortal.waitReady();
    const handle = member.type('/play query:x', { channel: text });
    await mortal.exited;
    await handle.acked();
    // As if two minutes had gone by.
    await bed.startMaster({}, { clock: lateClock(121_000) });
    const message = await handle.reply();
    expect(said(message)).toMatch(/waited too long/);
    expect((message.flags ?? 0) & 64).toBe(64);
  }, 60_000);
});

describe('what a dead replica had decided stands', () => {
  /** A guild with two workers, and a master that dies at the step. */
  async function doomed(step: string) {
    await bed.redis.del(bed.keys.jobs(worker.workerId), bed.keys.openInteractions());
    const second = await bed.worker('Worker 2');
    const place = bed.guild([worker, second]);
    for (const one of [worker, second]) await bed.joined(one, place.guild);
    const seat = { guildId: place.guild.id, channelId: place.voice.id, workerId: worker.workerId };
    const mortal = await bed.spawnMaster({}, step);
    await mortal.waitReady();
    await bed.commandsKnown();
    const type = (text: string) => place.member.type(text, { channel: place.text });
    const assign = () => bed.assignments.assign({ ...seat, expectedVersion: 0, now: Date.now() });
    return { mortal, second, seat, type, assign };
  }
  const jobsOf = async (of: StandInWorker, interactionId: string): Promise<number> =>
    (await bed.jobs(of)).filter(({ jobId }) => jobId === interactionId).length;

  it('a job is on one stream, although another worker would be chosen now', async () => {
    const { mortal, second, seat, type, assign } = await doomed('enqueued');
    await assign();
    const handle = type('/play query:x');
    await mortal.exited;
    expect(await jobsOf(worker, handle.id)).toBe(1);
    // The session came and went, and its worker with it.
    await bed.assignments.release(seat);
    await bed.setOnline(worker, false);
    await bed.startMaster();
    await bed.until(() => isEnqueued(handle.id), 30_000);
    await bed.setOnline(worker, true);
    expect([await jobsOf(worker, handle.id), await jobsOf(second, handle.id)]).toEqual([1, 0]);
  }, 60_000);

  it('a job is on its stream, and no failure is told, although its session is gone', async () => {
    const { mortal, seat, type, assign } = await doomed('enqueued');
    await assign();
    const handle = type('/skip');
    await mortal.exited;
    await bed.assignments.release(seat);
    await bed.startMaster();
    await bed.until(() => isEnqueued(handle.id), 30_000);
    expect(handle.state).toBe('deferred');
    expect(await jobsOf(worker, handle.id)).toBe(1);
  }, 60_000);

  it('a failure was told, so nothing is done, although it could be by now', async () => {
    const { mortal, type, assign } = await doomed('answered');
    const handle = type('/skip');
    const told = said(await handle.reply());
    await mortal.exited;
    await assign();
    await bed.startMaster();
    await bed.until(() => hasStatus(handle.id, 'ANSWERED'), 30_000);
    expect(new Set(handle.messages.map(said))).toEqual(new Set([told]));
    expect(await jobsOf(worker, handle.id)).toBe(0);
  }, 60_000);
});

function lateClock(aheadMs: number) {
  return {
    now: () => Date.now() + aheadMs,
    monotonic: () => performance.now(),
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
}
