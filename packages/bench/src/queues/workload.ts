import type { Job } from '@anankor/schemas';

export const WORKER_ID = '100000000000000001';
/** Keeps the keys of the bench apart from an installation's. */
export const KEY_PREFIX = 'bench';

const FIRST_JOB = 900_000_000_000_000_000n;
const FIRST_GUILD = 300_000_000_000_000_000n;

export const guildIdOf = (guild: number): string => String(FIRST_GUILD + BigInt(guild));
export const numberOf = (jobId: string): number => Number(BigInt(jobId) - FIRST_JOB);

/** Which guild the `n`th job is for: any, the same in every process, so a guild's jobs also come close together. */
export function guildOf(n: number, guilds: number): number {
  let mixed = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % guilds;
}

/** The `n`th job: a /skip as the master puts it on a stream. */
export function jobOf(n: number, guilds: number, now: number): Job {
  const jobId = String(FIRST_JOB + BigInt(n));
  return {
    v: 1,
    jobId,
    command: 'skip',
    input: { count: 1 },
    guildId: guildIdOf(guildOf(n, guilds)),
    channelId: '400000000000000001',
    textChannelId: '400000000000000002',
    actor: { userId: '500000000000000001', isDj: true },
    origin: { kind: 'command' },
    reply: {
      applicationId: '600000000000000001',
      interactionId: jobId,
      token: `aW50ZXJhY3Rpb24${'x'.repeat(180)}`,
      locale: 'en-US',
    },
    issuedAt: now,
    expiresAt: now + 900_000,
  };
}
