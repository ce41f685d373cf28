import { readFile } from 'node:fs/promises';
import { JobQueue } from '@anankor/ipc';
import type { Job } from '@anankor/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whileHeld } from './support/held-jobs.ts';
import { said } from './support/read-message.ts';
import { expectUnbroken, measured, now, Scene } from './support/scene.ts';
import type { Room } from './support/scene.ts';

let scene: Scene;
let other: Room;
const LIMIT = 25;
beforeAll(async () => {
  scene = await Scene.start({ workers: 1 });
  other = await scene.furnish('Other');
  await scene.read('/play query:library:concert-pitch');
  await scene.read('/play query:library:glass-garden', other);
}, 90_000);
afterAll(() => scene.stop(), 60_000);

const FLOOD = 2_000;

/** Jobs as a member would cause them who can type without end; nobody reads the answers. */
function flood(): Job[] {
  const { guild, text, voice, member } = scene.room;
  const issuedAt = Date.now();
  const { applicationId } = scene.platform.masterBot;
  return Array.from({ length: FLOOD }, (_, n) => {
    const jobId = String(10n ** 17n + BigInt(n));
    return {
      v: 1,
      jobId,
      command: 'volume',
      input: { level: n % 200 },
      guildId: guild.id,
      channelId: voice.id,
      textChannelId: text.id,
      actor: { userId: member.id, isDj: true },
      origin: { kind: 'command' },
      reply: { applicationId, interactionId: jobId, token: `nobody-${n}`, locale: 'en-US' },
      issuedAt,
      expiresAt: issuedAt + 600_000,
    };
  });
}

const rss = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function waitFor(room: Room): Promise<number> {
  const at = performance.now();
  const answer = await scene.type('/volume level:40', room).reply({ timeoutMs: 60_000 });
  expect(said(answer)).toContain('40');
  return performance.now() - at;
}

describe('a flood of one guild', () => {
  it('is overtaken by a command of another guild, and leaves nothing behind', async () => {
    const since = now();
    const owner = await scene.owner();
    const calm = Math.max(await waitFor(other), await waitFor(other));
    const before = await rss(owner.pid);
    const { redis, keys, workerId } = scene;
    const queue = new JobQueue({ redis, keys, maxLength: FLOOD, dedupeTtlMs: 60_000 });
    const outcomes = await Promise.all(flood().map((job) => queue.enqueue(workerId, job)));
    expect(outcomes.filter((outcome) => outcome === 'enqueued')).toHaveLength(FLOOD);
    const begun = performance.now();
    const flooded = await waitFor(other);
    const waiting = await redis.xlen(keys.jobs(workerId));
    measured('a command of another guild took', calm);
    measured('a command of another guild behind a flood of 2,000 jobs took', flooded);
    measured('jobs of the flood that waited when it was answered', waiting, 'jobs');
    expect(waiting).toBeGreaterThan(FLOOD / 2);
    await scene.until(
      async () => (await redis.xlen(keys.jobs(workerId))) === 0,
      120_000,
      'the flood to pass',
    );
    measured('a flood of 2,000 jobs took', performance.now() - begun);
    await scene.drained();
    const grown = (await rss(owner.pid)) - before;
    measured('memory grew by', grown, 'MB');
    expect(grown).toBeLessThan(200);
    expect(await redis.xlen(keys.deadLetters(workerId))).toBe(0);
    expectUnbroken(scene.audio(since, other), 'a flood');
  }, 180_000);

  it('is refused where too much waits, and what was taken is done', async () => {
    const { masters } = scene.platform;
    await Promise.all(masters.map((master) => master.stop()));
    scene.env['JOBS_MAX_PENDING'] = String(LIMIT);
    await scene.platform.startMaster();
    const typed = await whileHeld(scene, async () => {
      const handles = Array.from({ length: LIMIT + 10 }, (_, n) => scene.type(`/volume level:${n + 1}`));
      await Promise.all(handles.map((handle) => handle.acked({ timeoutMs: 30_000 })));
      const refused = async (): Promise<boolean> =>
        handles.filter(({ state }) => state === 'answered').length >= 10;
      await scene.until(refused, 30_000, 'ten refusals');
      return handles;
    });
    const answers = await Promise.all(
      typed.map(async (one) => ({ one, text: said(await one.reply({ timeoutMs: 30_000 })) })),
    );
    const refused = answers.filter(({ text }) => /too much is going on/i.test(text));
    expect(refused).toHaveLength(10);
    expect(refused.every(({ one }) => ((one.messages[0]?.flags ?? 0) & 64) !== 0)).toBe(true);
    await scene.drained();
  }, 90_000);

  it('does not do what waited for too long, and says so', async () => {
    const [late, fresh] = await whileHeld(scene, async (held) => {
      const expired = scene.type('/volume level:11');
      await held.replace(expired, (job) => ({ ...job, expiresAt: Date.now() - 1 }));
      const typed = scene.type('/nowplaying');
      await held.of(typed);
      return [expired, typed] as const;
    });
    expect(said(await late.reply({ timeoutMs: 30_000 }))).toMatch(/waited too long/i);
    expect(said(await fresh.reply({ timeoutMs: 30_000 }))).toMatch(/volume/i);
    expect(said(fresh.messages[0]!)).not.toMatch(/11 ?%/);
  }, 60_000);
});
