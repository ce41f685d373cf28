import { AnankorError } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { DeadLetters, EXPIRED_REPLY_TOKEN, FencedCommits, JobQueue, isReplyExpired } from '../src/index.ts';
import type { DeadLetter } from '../src/index.ts';
import type { ReplyRoute } from '@anankor/schemas';
import { CANARY, WORKER, connect, freshKeys, jobOf, startConsumer, until } from './fixture.ts';

function setUp() {
  const redis = connect();
  const { keys, prefix } = freshKeys();
  return {
    redis,
    keys,
    prefix,
    queue: new JobQueue({ redis, keys, maxLength: 10_000, dedupeTtlMs: 60_000 }),
    letters: new DeadLetters({ redis, keys, dedupeTtlMs: 60_000 }),
  };
}

const SECOND = 'second-canary';

type Setup = ReturnType<typeof setUp>;

const add = ({ redis, keys }: Setup, ...fields: string[]) => redis.xadd(keys.jobs(WORKER), '*', ...fields);

async function bury(setup: Setup, jobId: string, error: AnankorError): Promise<DeadLetter> {
  const { consumer } = await startConsumer(setup.keys, { handle: (delivery) => delivery.dead(error) });
  await setup.queue.enqueue(WORKER, jobOf({ jobId }));
  await until(async () => (await setup.redis.xlen(setup.keys.deadLetters(WORKER))) > 0);
  await consumer.stop();
  const letters = await setup.letters.list(WORKER, { count: 10 });
  return letters.find((letter) => letter.jobId === jobId)!;
}

/** Everything Redis holds of this test, as text. */
async function everything({ redis, prefix }: Setup): Promise<string> {
  let text = '';
  for await (const names of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
    for (const name of names as string[]) {
      const type = await redis.type(name);
      if (type === 'stream') text += JSON.stringify(await redis.xrange(name, '-', '+'));
      else if (type === 'string') text += await redis.get(name);
    }
  }
  return text;
}

describe('dead letters', () => {
  it.each<[string, string[], string, boolean]>([
    ['no field', ['task', '{}'], 'JOB_NOT_JSON', false],
    ['no JSON', ['job', `{"reply":{"token":"${CANARY}"`], 'JOB_NOT_JSON', false],
    ['a string of JSON', ['job', JSON.stringify(JSON.stringify(jobOf()))], 'JOB_NOT_JSON', false],
    ['a list', ['job', JSON.stringify([jobOf()])], 'JOB_NOT_JSON', false],
    [
      'another version',
      ['job', JSON.stringify({ ...jobOf(), v: 0, token: CANARY })],
      'JOB_VERSION_UNKNOWN',
      true,
    ],
    ['a broken envelope', ['job', JSON.stringify({ ...jobOf(), guildId: CANARY })], 'JOB_INVALID', true],
    ['an odd reply', ['job', JSON.stringify({ ...jobOf(), reply: CANARY })], 'JOB_INVALID', false],
    ['an unknown command', ['job', JSON.stringify(jobOf({ command: 'dance' }))], 'COMMAND_UNKNOWN', true],
    ["the master's command", ['job', JSON.stringify(jobOf({ command: 'ping' }))], 'COMMAND_UNKNOWN', true],
    [
      'bad input',
      ['job', JSON.stringify(jobOf({ input: { count: 0, note: `so ${CANARY}`, token: SECOND } }))],
      'JOB_INVALID',
      true,
    ],
  ])('takes %s at once, tells the worker once, and keeps no token', async (_, fields, code, routed) => {
    const setup = setUp();
    const poisoned: (DeadLetter & { reply?: ReplyRoute })[] = [];
    const { deliveries, consumer } = await startConsumer(setup.keys, {
      onPoison: (dead) => poisoned.push(dead),
    });
    await add(setup, ...fields);
    await setup.queue.enqueue(WORKER, jobOf({ jobId: 'good' }));
    await until(() => deliveries.length === 1 && poisoned.length === 1);
    expect(deliveries[0]!.job.jobId).toBe('good');
    expect(poisoned[0]).toMatchObject({ code, attempts: 0, applied: false });
    expect(poisoned[0]!.reply?.token).toBe(routed ? CANARY : undefined);
    deliveries[0]!.ack();
    expect(await consumer.drain(5000)).toBe(0);
    const [letter] = await setup.letters.list(WORKER, { count: 10 });
    const { reply: _reply, ...told } = poisoned[0]!;
    expect(letter).toEqual(told);
    expect(await setup.redis.xlen(setup.keys.jobs(WORKER))).toBe(0);
    expect(await everything(setup)).not.toMatch(new RegExp(`${CANARY}|${SECOND}`));
    expect(poisoned).toHaveLength(1);
  });

  it('keeps of something unreadable its length and hash', async () => {
    const setup = setUp();
    await startConsumer(setup.keys);
    await add(setup, 'job', 'hello');
    await until(async () => (await setup.redis.xlen(setup.keys.deadLetters(WORKER))) === 1);
    const [letter] = await setup.letters.list(WORKER, { count: 1 });
    expect(letter).toMatchObject({
      payload: null,
      jobId: null,
      unreadable: {
        length: 5,
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      },
    });
    expect(await setup.letters.replay(WORKER, letter!.id)).toBe('unreplayable');
  });

  it('keeps no token that an error quotes', async () => {
    const setup = setUp();
    const error = new AnankorError(
      'DISCORD_REJECTED',
      `PATCH https://discord.com/api/v10/webhooks/600000000000000001/${CANARY}/messages/@original; ${CANARY}`,
    );
    const letter = await bury(setup, 'quoted', error);
    expect(letter).toMatchObject({ code: 'DISCORD_REJECTED', attempts: 1, command: 'skip' });
    expect(letter.message).toContain('webhooks/600000000000000001/');
    expect(await everything(setup)).not.toContain(CANARY);
  });

  it('replays a job once, under its id, with an expired reply route', async () => {
    const setup = setUp();
    const letter = await bury(setup, 'again', new AnankorError('DISCORD_REJECTED', 'no'));
    expect(await setup.letters.show(WORKER, letter.id)).toEqual(letter);
    const both = await Promise.all([
      setup.letters.replay(WORKER, letter.id),
      setup.letters.replay(WORKER, letter.id),
    ]);
    expect(both.sort()).toEqual(['missing', 'replayed']);
    const { deliveries } = await startConsumer(setup.keys);
    await until(() => deliveries.length === 1);
    const { job } = deliveries[0]!;
    expect(job.jobId).toBe('again');
    expect(job.reply.token).toBe(EXPIRED_REPLY_TOKEN);
    expect(isReplyExpired(job.reply)).toBe(true);
    expect(job.expiresAt).toBeGreaterThan(Date.now());
    expect(await setup.queue.enqueue(WORKER, jobOf({ jobId: 'again' }))).toBe('duplicate');
  });

  it('never replays what was applied, before or after the letter was written', async () => {
    const setup = setUp();
    await setup.redis.set(setup.keys.epoch(WORKER), 1);
    const commits = new FencedCommits({ ...setup, workerId: WORKER, epoch: 1 });
    const apply = (id: string) => commits.commit({ writes: [], job: { id, reply: '{}', ttlMs: 60_000 } });
    await apply('answer-failed');
    const applied = await bury(setup, 'other', new AnankorError('DISCORD_REJECTED', 'no'));
    expect(applied.applied).toBe(false);
    await apply('other');
    expect(await setup.letters.replay(WORKER, applied.id)).toBe('applied-before');

    const { consumer } = await startConsumer(setup.keys, {
      handle: (delivery) => {
        void apply(delivery.job.jobId).then(() => delivery.dead(new AnankorError('DISCORD_REJECTED', 'no')));
      },
    });
    await setup.queue.enqueue(WORKER, jobOf({ jobId: 'half' }));
    await until(async () => (await setup.redis.xlen(setup.keys.deadLetters(WORKER))) === 2);
    await consumer.stop();
    const half = (await setup.letters.list(WORKER, { count: 10, after: applied.id }))[0]!;
    expect(half).toMatchObject({ jobId: 'half', applied: true });
    // Also when its record has ended by then.
    await setup.redis.del(setup.keys.job(WORKER, 'half'));
    expect(await setup.letters.replay(WORKER, half.id)).toBe('applied-before');
    expect(await setup.redis.xlen(setup.keys.jobs(WORKER))).toBe(0);
  });

  it('lists in pages and drops', async () => {
    const setup = setUp();
    await startConsumer(setup.keys);
    for (let n = 0; n < 5; n++) await add(setup, 'job', `broken ${n}`);
    await until(async () => (await setup.redis.xlen(setup.keys.deadLetters(WORKER))) === 5);
    const first = await setup.letters.list(WORKER, { count: 3 });
    const second = await setup.letters.list(WORKER, { count: 3, after: first.at(-1)!.id });
    expect([first.length, second.length]).toEqual([3, 2]);
    expect(await setup.letters.drop(WORKER, first[0]!.id)).toBe(true);
    expect(await setup.letters.drop(WORKER, first[0]!.id)).toBe(false);
    expect(await setup.letters.show(WORKER, first[0]!.id)).toBeUndefined();
    expect(await setup.letters.replay(WORKER, first[0]!.id)).toBe('missing');
  });

  it('buries nothing that another consumer has by now', async () => {
    const setup = setUp();
    const { deliveries, consumer } = await startConsumer(setup.keys, { consumer: 'stale' });
    await setup.queue.enqueue(WORKER, jobOf({ jobId: 'moved-on' }));
    await until(() => deliveries.length === 1);
    const stream = setup.keys.jobs(WORKER);
    await setup.redis.xclaim(stream, 'workers', 'next-owner', 0, deliveries[0]!.entryId);
    deliveries[0]!.dead(new AnankorError('UNKNOWN', 'late'));
    expect(await consumer.drain(5000)).toBe(0);
    expect(await setup.redis.xlen(setup.keys.deadLetters(WORKER))).toBe(0);
    expect(await setup.redis.xlen(stream)).toBe(1);
  });

  it('keeps a bounded number', async () => {
    const setup = setUp();
    await startConsumer(setup.keys, { maxDeadLetters: 100, batch: 50 });
    for (let n = 0; n < 400; n++) await add(setup, 'job', 'x');
    await until(async () => (await setup.redis.xlen(setup.keys.jobs(WORKER))) === 0);
    expect(await setup.redis.xlen(setup.keys.deadLetters(WORKER))).toBeLessThan(300);
  });
});
