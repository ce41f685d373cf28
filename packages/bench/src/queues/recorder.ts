import { nowUs } from './clock.ts';
import { guildOf } from './workload.ts';

/** What one run looked like from the consumer's side. */
export interface Observed {
  jobs: number;
  /** Monotonic microseconds. */
  firstBeganAt: number;
  lastEndedAt: number;
  /** When each job's handler began, by number. */
  beganAt: Float64Array;
  /** Jobs whose effect came after that of a later job of their guild. */
  outOfOrder: number;
  /** Jobs handled while another of their guild was. */
  overlapped: number;
}

/** Watches the handlers of one run, whose jobs are numbered from `from` on. */
export class Recorder {
  readonly done: Promise<void>;
  readonly #from: number;
  readonly #jobs: number;
  readonly #guilds: number;
  readonly #beganAt: Float64Array;
  readonly #latest: Float64Array;
  readonly #running: Int32Array;
  #finish: () => void = () => undefined;
  #ended = 0;
  #firstBeganAt = 0;
  #lastEndedAt = 0;
  #outOfOrder = 0;
  #overlapped = 0;

  constructor({ from, jobs, guilds }: { from: number; jobs: number; guilds: number }) {
    this.#from = from;
    this.#jobs = jobs;
    this.#guilds = guilds;
    this.#beganAt = new Float64Array(jobs);
    this.#latest = new Float64Array(guilds).fill(-1);
    this.#running = new Int32Array(guilds);
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  begin(n: number): void {
    const now = nowUs();
    if (this.#firstBeganAt === 0) this.#firstBeganAt = now;
    this.#beganAt[n - this.#from] = now;
    const guild = guildOf(n, this.#guilds);
    const running = (this.#running[guild] ?? 0) + 1;
    this.#running[guild] = running;
    if (running > 1) this.#overlapped++;
  }

  end(n: number): void {
    const guild = guildOf(n, this.#guilds);
    this.#running[guild] = (this.#running[guild] ?? 0) - 1;
    if (n < (this.#latest[guild] ?? -1)) this.#outOfOrder++;
    else this.#latest[guild] = n;
    if (++this.#ended < this.#jobs) return;
    this.#lastEndedAt = nowUs();
    this.#finish();
  }

  get observed(): Observed {
    return {
      jobs: this.#jobs,
      firstBeganAt: this.#firstBeganAt,
      lastEndedAt: this.#lastEndedAt,
      beganAt: this.#beganAt,
      outOfOrder: this.#outOfOrder,
      overlapped: this.#overlapped,
    };
  }
}
