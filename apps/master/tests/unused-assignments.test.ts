import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let first: StandInWorker;
let second: StandInWorker;

beforeAll(async () => {
  bed = await TestBed.start();
  first = await bed.worker('Worker 1');
  second = await bed.worker('Worker 2');
  await bed.startMaster({ JOBS_MAX_PENDING: '3' });
  await bed.commandsKnown();
});
afterAll(() => bed.stop());
beforeEach(async () => {
  for (const worker of [first, second]) {
    await bed.setOnline(worker, true);
    await bed.redis.del(bed.keys.jobs(worker.workerId), bed.keys.parked(worker.workerId));
  }
});

async function furnished(workers: StandInWorker[]) {
  const place = bed.guild(workers);
  for (const one of workers) await bed.joined(one, place.guild);
  const other = place.guild.createVoiceChannel({ name: 'other' });
  const assign = async (channelId: string, by: StandInWorker, since: number) => {
    const { version } = await bed.assignments.get(place.guild.id);
    const seat = { guildId: place.guild.id, channelId, workerId: by.workerId };
    await bed.assignments.assign({ ...seat, expectedVersion: version, now: since });
  };
  const type = async (text: string) => place.member.type(text, { channel: place.text });
  const seats = async () => {
    const { sessions } = await bed.assignments.get(place.guild.id);
    return Object.fromEntries(Object.entries(sessions).map(([id, { workerId }]) => [id, workerId]));
  };
  return { ...place, other, assign, type, seats };
}

describe('a channel that no session uses', () => {
  it('is freed before members are told that every worker is busy', async () => {
    const { voice, other, assign, type, seats } = await furnished([first]);
    await assign(other.id, first, Date.now() - 200_000);
    const handle = await type('/play query:x');
    await bed.jobOf(first, handle.id);
    expect(await seats()).toEqual({ [voice.id]: first.workerId });
  });

  it('is left alone while its job may be on the way, and while there is a session', async () => {
    const { guild, other, assign, type } = await furnished([first]);
    await assign(other.id, first, Date.now() - 60_000);
    expect(said(await (await type('/play query:x')).reply())).toContain(`They play in <#${other.id}>`);
    await bed.assignments.release({ guildId: guild.id, channelId: other.id, workerId: first.workerId });
    await assign(other.id, first, Date.now() - 200_000);
    await bed.redis.hset(bed.keys.session(first.workerId, guild.id), 'version', 1);
    expect(said(await (await type('/play query:x')).reply())).toContain(`They play in <#${other.id}>`);
  });

  it('is not told of as a place where music is', async () => {
    const { other, assign, type, seats } = await furnished([first]);
    await assign(other.id, first, Date.now() - 200_000);
    expect(said(await (await type('/skip')).reply())).toMatch(/No music session/);
    expect(await seats()).toEqual({});
  });

  it('is given to another worker where its own was taken out of the fleet, and not where that is between two owners', async () => {
    const { guild, voice, assign, type, seats } = await furnished([first, second]);
    await assign(voice.id, first, Date.now());
    await bed.redis.hset(bed.keys.session(first.workerId, guild.id), 'version', 1);
    await bed.setOnline(first, false);
    await bed.redis.set(bed.keys.seen(first.workerId), '1', 'PX', 60_000);
    const early = await type('/play query:x');
    await bed.jobOf(first, early.id);
    await bed.redis.del(bed.keys.seen(first.workerId));
    const later = await type('/play query:x');
    await bed.jobOf(second, later.id);
    expect(await seats()).toEqual({ [voice.id]: second.workerId });
  });

  it('is given back when the job does not fit on the stream', async () => {
    const busy = await furnished([first]);
    for (let sent = 0; sent < 3; sent += 1) await bed.jobOf(first, (await busy.type('/play query:x')).id);
    const { type, seats } = await furnished([first]);
    expect(said(await (await type('/play query:x')).reply())).toMatch(/^Too much is going on/);
    await expect.poll(seats).toEqual({});
  });
});

describe('a queue that was kept', () => {
  it('is called with the worker that holds it, first of all with that of the same channel', async () => {
    const { guild, voice, other, type } = await furnished([first, second]);
    await bed.redis.hset(bed.keys.parked(second.workerId), guild.id, other.id);
    const one = await type('/join');
    await bed.jobOf(second, one.id);
    await bed.assignments.release({ guildId: guild.id, channelId: voice.id, workerId: second.workerId });
    await bed.redis.hset(bed.keys.parked(first.workerId), guild.id, voice.id);
    const two = await type('/join');
    await bed.jobOf(first, two.id);
  });

  it('waits where its worker is not there, and another one plays', async () => {
    const { guild, other, type } = await furnished([first, second]);
    await bed.redis.hset(bed.keys.parked(second.workerId), guild.id, other.id);
    await bed.setOnline(second, false);
    await bed.jobOf(first, (await type('/join')).id);
  });
});
