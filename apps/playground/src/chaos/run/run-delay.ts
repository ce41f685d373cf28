import { readdirSync, readFileSync } from 'node:fs';
import type { Stall } from '../history.ts';

const SAMPLE_MS = 50;
/** Shorter waits for a processor are every machine's everyday life. */
const LEAST_MS = 15;

/**
 * How long the threads that carry the sound were ready to run and waited for a processor, by the kernel's own account (the second
 * number of schedstat). Where there is no /proc it notes nothing, and so excuses nothing.
 */
export class RunDelayWatch {
  readonly stalls: Stall[] = [];
  readonly #pids: () => readonly number[];
  readonly #delays = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #last = Date.now();

  /** @param pids the processes to watch, asked at each sample. */
  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const at = this.#last;
    this.#last = Date.now();
    for (const [who, ms] of this.#pids().flatMap((pid) => this.#waited(pid))) {
      if (ms >= LEAST_MS) this.stalls.push({ at, ms, who });
    }
  }

  /** What each thread of a process waited since the sample before, milliseconds. */
  #waited(pid: number): [who: string, ms: number][] {
    return read(() => readdirSync(`/proc/${pid}/task`), []).flatMap((thread) => {
      const who = `${pid}/${thread}`;
      const account = read(() => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'), '');
      const total = Number(account.split(' ')[1]) / 1e6;
      if (Number.isNaN(total)) return [];
      const before = this.#delays.get(who);
      this.#delays.set(who, total);
      return before === undefined ? [] : [[who, total - before]];
    });
  }
}

function read<T>(from: () => T, otherwise: T): T {
  try {
    return from();
  } catch {
    return otherwise;
  }
}
