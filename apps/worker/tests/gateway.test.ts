import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.start({ workers: 1 });
  await scene.read('/play query:library:concert-pitch');
}, 90_000);
afterAll(() => scene.stop(), 60_000);
beforeEach(() => scene.hears(440));

/** What a listener may miss when Discord itself ends the voice connection; two seconds on an idle machine. */
const REJOIN_MS = 8_000;

const gateway = () => scene.platform.discord.gateway(scene.platform.workerBots[0]!);
const seat = () => ({ guildId: scene.room.guild.id, userId: scene.workerId });

/** Resolves when the bot's gateway is connected again, in that way. */
async function back(action: 'resume' | 'identify', from: number): Promise<void> {
  await scene.platform.discord.transcript.waitFor(
    (entry) => entry.kind === 'gateway' && entry.action === action && entry.applicationId === scene.workerId,
    20_000,
    from,
  );
}

/** The sound comes back by itself, and the track goes on where it was heard last. */
async function expectResumed(happens: () => void, what: string): Promise<void> {
  const position = await scene.position();
  const since = now() - 500;
  const happened = now();
  happens();
  await scene.until(
    async () => {
      const { sources, lastFrameAt } = scene.audio(since);
      return sources.length > 1 && now() - (lastFrameAt ?? 0) < 200;
    },
    15_000,
    'a new voice connection to be heard',
  );
  await scene.hears(440);
  const { largestGapMs } = scene.audio(since);
  measured(`largest gap at ${what}`, largestGapMs);
  expect(largestGapMs).toBeLessThan(REJOIN_MS);
  // What was not heard is not skipped, and little is heard twice.
  const drift = (await scene.position()) - position - (now() - happened) + largestGapMs;
  measured(`drift of the position at ${what}`, drift);
  expect(Math.abs(drift)).toBeLessThan(1_500);
}

describe('the voice connection', () => {
  it('resumes after 4015, and nobody hears it', async () => {
    const since = now();
    scene.platform.discord.voice.evict(seat(), 4015);
    await systemClock.sleep(1_500);
    expectUnbroken(scene.audio(since), '4015');
  }, 40_000);

  it.each([4006, 4009, 4022])(
    'is made anew after %i, and the track goes on',
    async (code) => {
      await expectResumed(() => scene.platform.discord.voice.evict(seat(), code), String(code));
      // A close right after new credentials counts as that of the connection before them.
      await systemClock.sleep(1_500);
    },
    40_000,
  );

  it('is not made anew when a moderator throws the bot out: the session waits with its queue', async () => {
    await scene.read('/play query:library:long-way-home');
    const [bot] = scene.platform.workerBots;
    scene.room.guild.owner.disconnect(bot!);
    await scene.hears(0);
    await systemClock.sleep(3_000);
    await scene.hears(0);
    expect(scene.platform.discord.voice.report({ ...seat(), since: now() - 2_000 }).frames).toBe(0);
    expect(await scene.read('/join')).toBeTruthy();
    await scene.hears(440);
    expect(await scene.queue()).toEqual(['Concert Pitch', 'Long Way Home']);
  }, 60_000);
});

describe('the gateway', () => {
  it.each([
    ['op 7', () => gateway().reconnect()],
    ['op 9 (resumable)', () => gateway().invalidate(true)],
    ['a socket that was cut', () => gateway().drop()],
    ['close 4000', () => gateway().close(4000)],
  ] as const)(
    'resumes after %s, and nobody hears it',
    async (what, happens) => {
      const since = now();
      const from = scene.platform.discord.transcript.position;
      happens();
      await back('resume', from);
      expect(await scene.read('/nowplaying')).toContain('Concert Pitch');
      await systemClock.sleep(500);
      expectUnbroken(scene.audio(since), what);
    },
    40_000,
  );

  it.each([
    ['op 9', () => gateway().invalidate(false)],
    [
      'a session that expired while its socket was gone',
      () => {
        gateway().drop();
        gateway().expire();
      },
    ],
  ] as const)(
    'identifies anew after %s, joins again and plays on',
    async (what, happens) => {
      // Discord wants five seconds between two IDENTIFYs, which are waited for.
      await systemClock.sleep(5_000);
      const from = scene.platform.discord.transcript.position;
      await expectResumed(happens, what);
      await back('identify', from);
      expect(await scene.queue()).toEqual(['Concert Pitch', 'Long Way Home']);
    },
    40_000,
  );

  it('resumes the session of a process that died while its socket was cut', async () => {
    const since = now();
    const from = scene.platform.discord.transcript.position;
    const owner = await scene.owner();
    const standby = await scene.platform.startWorker();
    gateway().drop();
    owner.kill('SIGKILL');
    expect(await scene.owner(owner)).toBe(standby);
    await back('resume', from);
    expectUnbroken(scene.audio(since), 'a cut socket and a kill');
  }, 40_000);

  it('resumes the session that a process began only just before it died', async () => {
    await systemClock.sleep(5_000);
    const owner = await scene.owner();
    await scene.platform.startWorker();
    const { transcript } = scene.platform.discord;
    const from = transcript.position;
    gateway().invalidate(false);
    await back('identify', from);
    // The moment it is told to Redis; the voice channel is being joined.
    await systemClock.sleep(100);
    owner.kill('SIGKILL');
    await scene.owner(owner);
    await back('resume', from);
    await scene.until(async () => scene.audio(now() - 400).frames > 10, 15_000, 'the music');
    const begun = transcript
      .since(from)
      .filter((entry) => entry.kind === 'gateway' && entry.action === 'identify');
    expect(begun).toHaveLength(1);
    expect(await scene.queue()).toEqual(['Concert Pitch', 'Long Way Home']);
  }, 40_000);
});
