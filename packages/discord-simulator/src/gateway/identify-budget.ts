import type { SimulatorSettings } from '../settings.ts';

const day = 24 * 60 * 60_000;

/** An application's session starts: how many a day, and how many at once. */
export class IdentifyBudget {
  readonly #settings: SimulatorSettings;
  #used = 0;
  #resetAt = Date.now() + day;
  readonly #recent = new Map<number, number>();

  constructor(settings: SimulatorSettings) {
    this.#settings = settings;
  }

  /** `session_start_limit` of GET /gateway/bot. */
  limit(): { total: number; remaining: number; reset_after: number; max_concurrency: number } {
    this.#roll();
    return {
      total: this.#settings.identifiesPerDay,
      remaining: Math.max(0, this.#settings.identifiesPerDay - this.#used),
      reset_after: this.#resetAt - Date.now(),
      max_concurrency: this.#settings.identifyConcurrency,
    };
  }

  /** `too-soon`: another shard of the bucket identified just now. `spent`: none is left today. */
  take(shard: number): 'granted' | 'too-soon' | 'spent' {
    this.#roll();
    if (this.#used >= this.#settings.identifiesPerDay) return 'spent';
    const bucket = shard % this.#settings.identifyConcurrency;
    const now = performance.now();
    const last = this.#recent.get(bucket);
    if (last !== undefined && now - last < this.#settings.identifyIntervalMs) return 'too-soon';
    this.#recent.set(bucket, now);
    this.#used += 1;
    return 'granted';
  }

  #roll(): void {
    if (Date.now() < this.#resetAt) return;
    this.#used = 0;
    this.#resetAt = Date.now() + day;
  }
}
