import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heldLink } from '@anankor/local-stack';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;
let link: Awaited<ReturnType<typeof heldLink>>;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
});
beforeEach(async () => {
  link = await heldLink(Number(new URL(process.env['DYNAMODB_ENDPOINT']!).port));
});
afterEach(async () => {
  await bed.stopMasters();
  await link.close();
});
afterAll(() => bed.stop());

const overLink = () => ({ DYNAMODB_ENDPOINT: `http://127.0.0.1:${link.port}` });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function furnished() {
  const place = bed.guild([worker]);
  await bed.joined(worker, place.guild);
  return { ...place, type: () => place.member.type('/play query:x', { channel: place.text }) };
}

const isPending = async (interactionId: string): Promise<boolean> => {
  const pending = await bed.claims.expired({ now: Date.now() + 600_000, limit: 1_000 });
  return pending.some((claim) => claim.interactionId === interactionId);
};

const isAnswered = async (interactionId: string): Promise<boolean> => {
  const request = { interactionId, owner: 'test', leaseMs: 60_000, envelope: {}, now: Date.now() };
  const found = await bed.claims.claim(request);
  return found.outcome === 'duplicate' && found.status === 'ANSWERED';
};

const jobsOf = async (interactionId: string) =>
  (await bed.jobs(worker)).filter(({ jobId }) => jobId === interactionId);

describe('while DynamoDB does not answer, a command', () => {
  it('is executed when its claim arrives within the patience of a member', async () => {
    await bed.startMaster(overLink());
    await bed.commandsKnown();
    const { type } = await furnished();
    link.hold();
    const handle = await type().acked();
    // Longer than the client waits for one answer.
    await pause(3_000);
    expect(handle.state).toBe('deferred');
    link.release();
    await bed.jobOf(worker, handle.id);
    expect(handle.state).toBe('deferred');
  }, 60_000);

  it('is answered with one error within seconds by processes whose DynamoDB is frozen, and has no effect later', async () => {
    const server = await bed.ownDynamodb();
    const masters = [1, 2].map(() => bed.spawnMaster({ DYNAMODB_ENDPOINT: server.endpoint }));
    const ready = async () => {
      for (const master of masters) await (await master).waitReady();
    };
    await ready();
    await bed.commandsKnown();
    const { type } = await furnished();
    const before = type();
    await bed.jobOf(worker, before.id);
    process.kill(server.pid!, 'SIGSTOP');
    const begun = performance.now();
    const handle = type();
    const message = await handle.reply({ timeoutMs: 45_000 });
    process.stdout.write(
      `  measured: the answer in an outage came after ${Math.round(performance.now() - begun)} ms\n`,
    );
    expect(said(message)).toContain(handle.id);
    process.kill(server.pid!, 'SIGCONT');
    await ready();
    // The requests of the outage lie in the server's sockets, and it takes them now.
    const after = type();
    await bed.jobOf(worker, after.id, 30_000);
    await pause(3_000);
    expect(await jobsOf(handle.id)).toEqual([]);
    expect(handle.messages).toHaveLength(1);
    await bed.stopMasters();
    await server.stop();
  }, 120_000);

  it('has no effect after its member was told of an error, although its claim was written', async () => {
    await bed.startMaster(overLink());
    await bed.commandsKnown();
    const { type } = await furnished();
    // From here on the master knows the guild's roles, so the claim is all it asks for.
    await bed.jobOf(worker, type().id);
    link.loseAnswers();
    const handle = type();
    await bed.until(() => isPending(handle.id));
    await handle.reply({ timeoutMs: 45_000 });
    expect(await isPending(handle.id)).toBe(true);
    link.release();
    await bed.until(() => isAnswered(handle.id), 30_000);
    expect(await jobsOf(handle.id)).toEqual([]);
    expect(handle.messages).toHaveLength(1);
  }, 120_000);

  it('has no effect after its member was told of an error, when its claim is written long after', async () => {
    await bed.startMaster(overLink());
    await bed.commandsKnown();
    const { type } = await furnished();
    await bed.jobOf(worker, type().id);
    link.hold();
    const handle = type();
    await handle.reply({ timeoutMs: 45_000 });
    expect(await isPending(handle.id)).toBe(false);
    link.release();
    await bed.until(() => isAnswered(handle.id), 30_000);
    expect(await jobsOf(handle.id)).toEqual([]);
    expect(handle.messages).toHaveLength(1);
  }, 120_000);

  it('is answered with an error by the successor of a replica that died before it told', async () => {
    const mortal = await bed.spawnMaster(overLink(), 'given up');
    await mortal.waitReady();
    await bed.commandsKnown();
    const { type } = await furnished();
    await bed.jobOf(worker, type().id);
    link.loseAnswers();
    const handle = await type().acked();
    await mortal.exited;
    expect(handle.state).toBe('deferred');
    const successor = await bed.spawnMaster();
    await successor.waitReady();
    await handle.reply({ timeoutMs: 45_000 });
    await bed.until(() => isAnswered(handle.id), 30_000);
    expect(await jobsOf(handle.id)).toEqual([]);
  }, 120_000);

  it('is executed, and no error told, where another replica reaches DynamoDB', async () => {
    await bed.startMaster(overLink());
    await bed.commandsKnown();
    const { type } = await furnished();
    await bed.jobOf(worker, type().id);
    await bed.startMaster();
    link.hold();
    const handle = await type().acked();
    await bed.jobOf(worker, handle.id, 20_000);
    // Beyond the patience of the first one.
    await pause(10_000);
    expect(handle.state).toBe('deferred');
    expect(await jobsOf(handle.id)).toHaveLength(1);
    link.release();
  }, 120_000);
});
