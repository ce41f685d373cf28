import { systemClock } from '@anankor/core';
import { RefusedTokens, WorkerLease } from '@anankor/ipc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/run.ts';
import { sessionsRequested } from '../src/session-drain.ts';
import type { SessionMove } from '../src/session-drain.ts';
import {
  CANARY,
  WORKER,
  bench,
  botToken,
  bury,
  commandLine,
  jobOf,
  redisUrl,
  register,
} from './support/fixture.ts';
import type { Bench } from './support/fixture.ts';

let here: Bench;
beforeEach(() => {
  here = bench();
});
afterEach(() => here.stop());

/** The same in this process. */
async function type(...args: string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const code = await run({
    args,
    env: { REDIS_URL: redisUrl(), REDIS_KEY_PREFIX: here.prefix },
    dotenvPath: '/nonexistent/.env',
    out: (text) => printed.push(text),
    err: (text) => said.push(text),
  });
  return { code, out: printed.join('\n'), err: said.join('\n') };
}

const JOB = '900000000000000001';

describe('pnpm workers', () => {
  it('names the variables whose tokens Discord refused', async () => {
    const refusal = {
      variable: 'DISCORD_WORKER_TOKEN_2',
      label: 'worker-2',
      workerId: '1',
      cause: 'Discord answered 401',
    };
    const refused = new RefusedTokens(here.redis, here.keys);
    await refused.note('hash', refusal);
    expect((await type('workers')).out).toContain('DISCORD_WORKER_TOKEN_2 is refused: Discord answered 401');
    await refused.clear('1');
    expect((await type('workers')).out).not.toContain('refused');
  });

  it('says who holds what, from Redis alone', async () => {
    expect((await type('workers')).out).toBe('No worker has entered itself yet.');
    await register(here);
    await register(here, '100000000000000002', 'Anankor 2', 'worker-2');
    const { redis, keys } = here;
    await redis.set(keys.claim(WorkerLease.tokenHash(botToken(WORKER))), 'host:17:abc', 'PX', 30_000);
    await redis.set(keys.epoch(WORKER), 42);
    await redis.set(keys.drained(WORKER), '1');
    await redis.sadd(keys.sessions(WORKER), '1', '2');
    await redis.xadd(keys.jobs(WORKER), '*', 'job', '{}');
    const { code, output } = await commandLine(here, 'workers');
    expect(code).toBe(0);
    expect(output).toMatch(
      /worker-1 +Anankor 1 +100000000000000001 +host:17:abc +\d+\.\d s +42 +yes +1 +0 +[\d.]+ m?s +0 +2/,
    );
    expect(output).toMatch(/worker-2 +Anankor 2 +100000000000000002 +nobody +- +- +no +0/);
    const json = JSON.parse((await type('workers', '--json')).out) as { owner: string | null }[];
    expect(json.map(({ owner }) => owner)).toEqual(['host:17:abc', null]);
  });
});

describe('pnpm dlq', () => {
  it('lists, shows, replays and drops', async () => {
    await register(here);
    expect((await type('dlq')).out).toBe('There are no dead letters.');
    await bury(here, [jobOf(JOB), jobOf('900000000000000002')]);
    const list = await commandLine(here, 'dlq', 'list');
    expect(list.output).toMatch(/UNKNOWN +1 +no/);
    const letters = JSON.parse((await type('dlq', 'list', '--json', '--worker', 'anankor 1')).out) as {
      id: string;
      jobId: string;
    }[];
    expect(letters.map(({ jobId }) => jobId)).toEqual([JOB, '900000000000000002']);
    const [first, second] = [letters[0]!, letters[1]!];
    const shown = await type('dlq', 'show', first.id);
    expect(shown.out).toContain(`"jobId": "${JOB}"`);
    for (const { output } of [list, { output: shown.out }]) expect(output).not.toContain(CANARY);

    expect(await type('dlq', 'replay', first.id)).toMatchObject({ code: 0, err: '' });
    expect(await here.redis.xlen(here.keys.jobs(WORKER))).toBe(1);
    expect((await type('dlq', 'drop', second.id)).out).toContain('is dropped');
    expect((await type('dlq')).out).toBe('There are no dead letters.');
    const gone = await type('dlq', 'drop', second.id);
    expect(gone).toMatchObject({ code: 2, out: '' });
    expect(gone.err).toContain(`There is no dead letter ${second.id}`);
  });

  it('does not replay what took effect', async () => {
    await register(here);
    await here.redis.set(here.keys.job(WORKER, JOB), 'run-0 {"reply":{}}');
    await here.redis.xadd(
      here.keys.deadLetters(WORKER),
      '1-1',
      'jobId',
      JOB,
      'applied',
      '1',
      'code',
      'UNKNOWN',
    );
    const refused = await type('dlq', 'replay', '1-1', '--worker', 'worker-1');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('took effect before');
  });
});

describe('pnpm drain --sessions', () => {
  it('asks the owner, prints where each session is, and fails where one stays', async () => {
    await register(here);
    const { redis, keys } = here;
    await redis.set(keys.claim(WorkerLease.tokenHash(botToken(WORKER))), 'host:17:abc', 'PX', 30_000);
    const answer = async (moves: SessionMove[]): Promise<void> => {
      for (let asked = null as string | null; ; asked = await redis.getdel(keys.drain(WORKER))) {
        const requestId = asked === null ? undefined : sessionsRequested(asked);
        const report = { requestId, done: true, moves, underWay: [] };
        if (requestId !== undefined)
          return void (await redis.set(keys.drainReport(WORKER), JSON.stringify(report)));
        await systemClock.sleep(20);
      }
    };
    const at = { guildId: '1', channelId: '2' };
    const moved = { ...at, to: { workerId: '3', name: 'Anankor 2' }, reason: null };
    const [done] = await Promise.all([type('drain', 'worker-1', '--sessions'), answer([moved])]);
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toContain('guild 1, channel 2: moved to Anankor 2');
    const stays = { ...at, to: null, reason: 'no other worker of the guild is free' };
    const [kept] = await Promise.all([type('drain', 'worker-1', '--sessions'), answer([moved, stays])]);
    expect(kept).toMatchObject({ code: 1 });
    expect(kept.out).toContain('stays, no other worker of the guild is free');
    expect(kept.out).toContain('1 session(s) of Anankor 1 moved, 1 stay(s).');
    expect(kept.out).toContain(`Anankor 1 gets no new session until pnpm undrain ${WORKER}.`);
    expect(await redis.exists(keys.drained(WORKER))).toBe(1);
    const back = await commandLine(here, 'undrain', 'worker-1');
    expect(back).toMatchObject({
      code: 0,
      output: expect.stringContaining('Anankor 1 is given sessions again.'),
    });
    expect(await redis.exists(keys.drained(WORKER))).toBe(0);
    expect((await type('undrain', 'Anankor 1')).out).toBe('Anankor 1 is in service: nothing to take back.');
  });
});

describe('what can not be', () => {
  it.each([
    [['burn'], 'There is no command burn.'],
    [['dlq', 'eat'], 'dlq knows list, show, replay and drop, not eat.'],
    [['dlq', 'show', 'x'], 'Name a dead letter by its id'],
    [['dlq', '--count', '0'], '--count takes a whole number from 1 to 500.'],
    [['dlq', '--colour'], '--colour'],
    [['dlq', '--worker', 'nobody'], 'No worker has entered itself yet'],
    [['drain'], 'Name the worker to drain'],
    [['undrain'], 'Name the worker to put into service'],
  ])('%j is refused with a sentence and the usage', async (args, sentence) => {
    const { code, err } = await type(...args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err).toContain('Usage:');
  });

  it('names workers that there are, and tells twins apart', async () => {
    await register(here);
    expect((await type('drain', 'bob')).err).toContain(
      'There is no worker bob. There are Anankor 1 (100000000000000001).',
    );
    expect((await type('drain', 'worker-1')).err).toContain('Nobody holds Anankor 1');
    await register(here, '100000000000000002');
    expect((await type('drain', 'Anankor 1')).err).toContain('Several workers are called Anankor 1');
  });

  it('says that Redis is away, and what is wrong with the environment', async () => {
    const away = await commandLine({ ...here, url: 'redis://127.0.0.1:1' }, 'workers');
    expect(away.code).toBe(1);
    expect(away.output).toContain('Redis does not answer. Check REDIS_URL');
    const missing = await commandLine({ ...here, url: 'nonsense' }, 'workers');
    expect(missing.output).toContain('REDIS_URL');
    expect((await type('--help')).out).toContain('pnpm drain <worker>');
  });
});

describe('pnpm sessions', () => {
  const GUILD = '200000000000000001';
  const SECRET = 'voice-token-CANARY';
  const voice = { sessionId: SECRET, channelId: '3', server: { token: SECRET, endpoint: 'e' }, since: 1 };

  async function store(guildId: string, head: string, playback = '{"v":1,"current":"e1"}'): Promise<void> {
    const { redis, keys } = here;
    await redis.set(keys.epoch(WORKER), 3);
    await redis.sadd(keys.sessions(WORKER), guildId);
    await redis.hset(keys.session(WORKER, guildId), { version: '7', head, playback });
    const entry = { id: 'e1', state: 'ready', requesterId: '1', track: { encoded: 'x', title: 'Song' } };
    await redis.hset(keys.sessionEntries(WORKER, guildId), 'e1', JSON.stringify(entry));
    await redis.rpush(keys.sessionQueue(WORKER, guildId), 'e2');
  }

  it('lists, shows and drops whatever is stored, and shows no credential', async () => {
    await register(here);
    expect((await type('sessions')).out).toBe('There are no sessions.');
    const head = { v: 4, channelId: '300000000000000001', volume: 'x', voice, later: SECRET };
    await store(GUILD, JSON.stringify(head));
    await store('200000000000000002', SECRET, SECRET);
    const list = await type('sessions', 'list');
    expect(list.out).toMatch(/200000000000000001 +Anankor 1 +playing +300000000000000001 +Song +1 +1/);
    expect(list.out).toMatch(/200000000000000002 +Anankor 1 +unreadable/);
    const shown = await type('sessions', 'show', GUILD);
    expect(shown.out).toMatch(/written by version +4 \(head\), 1 \(playback\)/);
    expect(shown.out).toMatch(/can’t be read +head.volume/);
    expect(shown.out).toMatch(/later version +head.later/);
    expect(shown.out).toMatch(/missingEntries +1/);
    const other = await type('sessions', 'show', '200000000000000002', '--json');
    for (const { out } of [list, shown, other]) expect(out).not.toContain(SECRET);
    const dropped = await type('sessions', 'drop', '200000000000000002');
    expect(dropped).toMatchObject({ code: 0, out: expect.stringMatching(/deleted/) as string });
    const { redis, keys } = here;
    expect(await redis.keys(`${keys.session(WORKER, '200000000000000002')}*`)).toEqual([]);
    // The next owner releases its assignment.
    expect(await redis.sismember(keys.sessions(WORKER), '200000000000000002')).toBe(1);
    expect((await type('sessions', 'list')).out).toMatch(/200000000000000002 +Anankor 1 +none/);
    expect((await type('sessions', 'show', GUILD)).code).toBe(0);
  });

  it('refuses what it does not understand', async () => {
    await register(here);
    for (const [words, sentence] of [
      [['polish'], /knows list, show and drop/],
      [['show'], /id of its guild/],
      [['drop', '200000000000000009'], /no session in guild/],
    ] as const) {
      const { code, err } = await type('sessions', ...words);
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(sentence) as string });
    }
  });
});
