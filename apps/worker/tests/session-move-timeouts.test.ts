import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveTiming } from '../src/services/move-timing.ts';
import type { MoveTiming } from '../src/services/move-timing.ts';
import { said } from './support/read-message.ts';
import { StepGates } from './support/step-gates.ts';
import { TwoBots } from './support/two-bots.ts';

let bots: TwoBots;
const gates = new StepGates();
/** Of the workers in this process; each test shortens what it waits for. */
const timing = { ...moveTiming };
const shorten = (times: Partial<MoveTiming>): void => void Object.assign(timing, moveTiming, times);
beforeAll(async () => {
  bots = await TwoBots.start();
  await bots.ownHere({ onStep: gates.onStep, moveTiming: timing });
  for (const slug of ['concert-pitch', 'long-way-home', 'glass-garden', 'slow-river'])
    await bots.scene.read(`/play query:library:${slug}`);
  await bots.scene.read('/loop mode:queue');
}, 120_000);
afterAll(() => bots.stop(), 60_000);

const others: Record<string, string> = { 'worker-1': 'worker-2', 'worker-2': 'worker-1' };

/** A drain that has frozen the session, and `/skip` typed since. */
async function frozen() {
  const { scene } = bots;
  const from = await bots.holder();
  const queue = await scene.queue();
  const began = gates.close('frozen');
  const drained = bots.drain(from);
  await began;
  const skip = scene.type('/skip');
  gates.open('frozen');
  return { from, to: others[from]!, drained, skip, skipped: [...queue.slice(1), ...queue.slice(0, 1)] };
}

/** One player and one seat, and nothing left on a stream. */
async function settled(holder: string): Promise<void> {
  const { scene } = bots;
  expect(await bots.holder()).toBe(holder);
  const wanted = holder === 'worker-1' ? '1,0' : '0,1';
  await scene.until(async () => (await bots.players()).join() === wanted, 15_000, 'one player');
  const streams = Object.keys(others).map((label) => scene.keys.jobs(bots.workerId(label)));
  await scene.until(
    async () => (await Promise.all(streams.map((key) => scene.redis.xlen(key)))).every((n) => n === 0),
    20_000,
    'empty streams',
  );
}

describe('somebody waits in vain in a move', () => {
  it('the source, for a target that never decides: it is called off, and what was held is applied here', async () => {
    const { scene } = bots;
    shorten({ undecidedMs: 1_500 });
    const seated = gates.close('seated');
    const { from, drained, skip, skipped } = await frozen();
    await seated;
    const { code, output } = await drained;
    expect(output).toMatch(/stays, Anankor \d: it did not answer in time/);
    expect(code).toBe(1);
    expect(said(await skip.reply({ timeoutMs: 20_000 }))).toMatch(/skip/i);
    expect(await scene.queue()).toEqual(skipped);
    // It wakes up and finds that the offer does not hold any more.
    gates.open('seated');
    await settled(from);
    expect(await scene.queue()).toEqual(skipped);
  }, 60_000);

  it('the source, for a target that has the session and never says so: it lets go, and what was held is applied there', async () => {
    const { scene } = bots;
    shorten({ undecidedMs: 500, unheardMs: 2_500 });
    const adopted = gates.close('adopted');
    const { to, drained, skip, skipped } = await frozen();
    await adopted;
    expect(await drained).toMatchObject({ code: 0 });
    const later = scene.type('/volume level:65');
    gates.open('adopted');
    expect(said(await skip.reply({ timeoutMs: 20_000 }))).toMatch(/skip/i);
    expect(said(await later.reply({ timeoutMs: 20_000 }))).toContain('65');
    await settled(to);
    expect(await scene.queue()).toEqual(skipped);
  }, 60_000);

  it('the target, for what was typed before: it goes on without, and the late is answered so', async () => {
    const { scene } = bots;
    shorten({ holdMs: 1_500 });
    const offered = gates.close('offered');
    const assigned = gates.close('assigned');
    const from = await bots.holder();
    const to = others[from]!;
    void bots.drain(from);
    await offered;
    const early = scene.type('/volume level:20');
    const stream = scene.keys.jobs(bots.workerId(from));
    const onStream = async (): Promise<boolean> =>
      JSON.stringify(await scene.redis.xrange(stream, '-', '+')).includes(early.id);
    await scene.until(onStream, 10_000, 'the command on the stream');
    // Two commands are told apart that are further apart than Discord itself may confuse them, two seconds.
    await systemClock.sleep(2_500);
    await assigned;
    gates.open('offered');
    await bots.stopHere(from);
    gates.open('assigned');
    const late = scene.type('/volume level:75');
    expect(said(await late.reply({ timeoutMs: 15_000 }))).toContain('75');
    expect(await bots.head(from)).toMatchObject({ moving: { to: bots.workerId(to) } });
    await bots.startHere();
    expect(said(await early.reply({ timeoutMs: 20_000 }))).toMatch(/waited too long/);
    await settled(to);
    expect(await bots.head(to)).toMatchObject({ volume: 75 });
  }, 60_000);
});
