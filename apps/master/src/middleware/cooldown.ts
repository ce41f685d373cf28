import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface CooldownSettings {
  /** Commands a member may use in a window. */
  commands: number;
  windowMs: number;
}

/** Refuses with CD, or lets pass with null. */
export type Cooldown = (userId: string) => Promise<Reply | null>;

/** Counts in this process's memory: a replica sees only what it acts on, and that is enough against hammering. */
export function createCooldown({ commands, windowMs }: CooldownSettings): Cooldown {
  const limiter = new RateLimiterMemory({ points: commands, duration: windowMs / 1000 });
  return async (userId) => {
    try {
      await limiter.consume(userId);
      return null;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return failure('CD', { retryAfterMs: refusal.msBeforeNext });
    }
  };
}
