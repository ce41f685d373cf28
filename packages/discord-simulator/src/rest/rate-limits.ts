import { createHash } from 'node:crypto';

export interface Bucket {
  /** Who is limited: an application, or one interaction's webhook. */
  identity: string;
  /** Method and route, with the major parameter filled in. */
  route: string;
  limit: number;
  windowMs: number;
}

export interface Allowance {
  headers: Record<string, string>;
  /** Set when the request is refused: seconds until it may be tried again. */
  retryAfter?: number;
  scope?: 'user' | 'global' | 'shared';
}

interface Window {
  resetAt: number;
  used: number;
}

/** Fixed windows per identity and route, plus one of a second per bot over all routes. */
export class RateLimits {
  readonly #perSecond: number;
  readonly #windows = new Map<string, Window>();
  #sweepAt = 0;

  constructor(requestsPerSecond: number) {
    this.#perSecond = requestsPerSecond;
  }

  /** Counts a request. `global` adds the bot's own limit over all routes. */
  take(bucket: Bucket, global: boolean): Allowance {
    const now = Date.now();
    this.#sweep(now);
    if (global) {
      const all = this.#count(`${bucket.identity} *`, 1_000, now);
      if (all.used > this.#perSecond) {
        return { headers: {}, retryAfter: seconds(all.resetAt - now), scope: 'global' };
      }
    }
    const window = this.#count(`${bucket.identity} ${bucket.route}`, bucket.windowMs, now);
    const headers = {
      'X-RateLimit-Limit': String(bucket.limit),
      'X-RateLimit-Remaining': String(Math.max(0, bucket.limit - window.used)),
      'X-RateLimit-Reset': (window.resetAt / 1_000).toFixed(3),
      'X-RateLimit-Reset-After': seconds(window.resetAt - now).toFixed(3),
      'X-RateLimit-Bucket': bucketHash(bucket.route),
    };
    if (window.used <= bucket.limit) return { headers };
    return { headers, retryAfter: seconds(window.resetAt - now), scope: 'user' };
  }

  #count(key: string, windowMs: number, now: number): Window {
    const known = this.#windows.get(key);
    const window = known && known.resetAt > now ? known : { resetAt: now + windowMs, used: 0 };
    window.used += 1;
    this.#windows.set(key, window);
    return window;
  }

  /** Windows that are over would pile up, one for every interaction. */
  #sweep(now: number): void {
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + 30_000;
    for (const [key, { resetAt }] of this.#windows) if (resetAt < now) this.#windows.delete(key);
  }
}

/** The same for all majors of a route, as Discord's are: clients add the major parameter themselves. */
function bucketHash(route: string): string {
  const template = route.replace(/\/(\d{17,20}|aW50[\w-]+)/g, '/:id');
  return createHash('sha256').update(template).digest('hex').slice(0, 32);
}

function seconds(ms: number): number {
  return Math.max(1, ms) / 1_000;
}
