import { createHash, timingSafeEqual } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';

export type Verdict = { allowed: true } | { allowed: false; status: 401 | 429; retryAfterS?: number };

/** Wrong tokens that one address may send in a minute. */
const FAILURES = 10;
const WINDOW_S = 60;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Who may use the admin routes: whoever sends the token. Compared as digests of equal length and in constant time, so
 * that neither length nor beginning can be guessed by the clock; an address that guesses is shut out for a while.
 */
export class AdminAccess {
  readonly #expected: Buffer;
  readonly #failures = new RateLimiterMemory({ points: FAILURES, duration: WINDOW_S });

  constructor(token: string) {
    this.#expected = digest(token);
  }

  async judge(address: string, authorization: string | undefined): Promise<Verdict> {
    const known = await this.#failures.get(address);
    if (known !== null && known.remainingPoints <= 0)
      return { allowed: false, status: 429, retryAfterS: Math.max(1, Math.ceil(known.msBeforeNext / 1000)) };
    const [, given = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    if (timingSafeEqual(digest(given), this.#expected)) return { allowed: true };
    // The last point is spent here; past it the answer is 429 without a look at the token.
    await this.#failures.consume(address).catch(() => undefined);
    return { allowed: false, status: 401 };
  }
}
