import { randomBytes } from 'node:crypto';
import { classify, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { redisFailure } from './redis-failure.ts';
import { RefusedTokens } from './refused-tokens.ts';
import { scripts } from './script.ts';
import { ReleaseWatch } from './standby.ts';
import type { AcquireOptions } from './acquire-options.ts';
import { candidatesOf } from './worker-token.ts';
import type { Candidate } from './worker-token.ts';

export interface Claimed extends Candidate {
  key: string;
  /** What the claim holds: this claim and no other. */
  owner: string;
  epoch: number;
  /** Monotonic time before the claim was sent. */
  claimedAt: number;
}

/** Takes the first free token that Discord has not refused lately, waiting for one as long as it takes. */
export async function claimFreeToken(options: AcquireOptions): Promise<Claimed> {
  const { redis, keys, signal, ttlMs, preferred = [], notBefore } = options;
  const clock = options.clock ?? systemClock;
  const owner = `${options.owner}:${randomBytes(6).toString('hex')}`;
  const rank = (token: string): number => (preferred.includes(token) ? 0 : 1);
  const candidates = candidatesOf(options.tokens).sort((a, b) => rank(a.token) - rank(b.token));
  let watch: ReleaseWatch | undefined;
  try {
    for (;;) {
      signal.throwIfAborted();
      const now = clock.monotonic();
      const open = candidates.filter(({ token }) => now >= (notBefore?.get(token) ?? -Infinity));
      const claimed = await attempt(options, open, owner, clock);
      if (typeof claimed !== 'number') return claimed;
      if (!watch) {
        watch = new ReleaseWatch(redis, keys);
        // A claim released before the subscription stood would be slept through: look once more when it does.
        if (await subscribed(watch, clock, ttlMs / 10, signal)) continue;
      }
      // Up to 50 ms apart, so that standbys don't all come at the same instant.
      const pause = claimed + Math.random() * Math.min(50, ttlMs / 20);
      await watch.next((over) => clock.sleep(pause, AbortSignal.any([signal, over])));
    }
  } finally {
    watch?.close();
  }
}

/** One round over the free tokens: the claim, or the milliseconds after which another round is worth it. */
async function attempt(
  options: AcquireOptions,
  candidates: readonly Candidate[],
  owner: string,
  clock: Clock,
): Promise<Claimed | number> {
  const { redis, keys, ttlMs, logger } = options;
  let soonest = ttlMs / 4;
  try {
    const quarantined = await new RefusedTokens(redis, options.keys, clock).quarantined();
    for (const candidate of candidates) {
      if (quarantined.has(candidate.hash)) continue;
      const key = keys.claim(candidate.hash);
      const claimedAt = clock.monotonic();
      // GET tells a repeated request (the answer was lost with the connection) from another owner's claim.
      const before = await redis.set(key, owner, 'PX', ttlMs, 'NX', 'GET');
      if (before === null || before === owner) {
        return { ...candidate, key, owner, claimedAt, epoch: await nextEpoch(options, candidate) };
      }
      const left = await redis.pttl(key);
      if (left >= 0) soonest = Math.min(soonest, left + 1);
    }
  } catch (error) {
    logger?.warn({ err: classify(redisFailure(error)) }, 'claiming a worker token failed, trying again');
  }
  return soonest;
}

/**
 * The claim and the epoch lie in different slots of a cluster, so they are two steps. Killed between them, a process
 * leaves a claim that ends by itself and an epoch that is the former owner's; that owner may still write, and nobody else
 * writes or has read yet. The next one to claim takes the epoch before it reads anything, and so sees all of it.
 */
async function nextEpoch(options: AcquireOptions, candidate: Candidate): Promise<number> {
  return Number(await scripts.nextEpoch.run(options.redis, [options.keys.epoch(candidate.workerId)], []));
}

async function subscribed(watch: ReleaseWatch, clock: Clock, patienceMs: number, signal: AbortSignal) {
  const over = new AbortController();
  const opened = watch.open().then(
    () => true,
    () => false,
  );
  const slept = clock.sleep(patienceMs, AbortSignal.any([signal, over.signal])).then(
    () => false,
    () => false,
  );
  const result = await Promise.race([opened, slept]);
  over.abort();
  return result;
}
