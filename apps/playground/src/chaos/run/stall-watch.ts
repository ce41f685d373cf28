import { loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Stall } from '../history.ts';

const TICK_MS = 10;
/** Later than this is a stall. */
const LATE_MS = 15;

/** A thread that only sleeps: when it wakes late, the machine had no time for anybody. */
const sleeper = `
const { parentPort } = require('node:worker_threads');
const cell = new Int32Array(new SharedArrayBuffer(4));
const now = () => performance.timeOrigin + performance.now();
for (let last = now(); ;) {
  Atomics.wait(cell, 0, 0, ${TICK_MS});
  const at = now();
  if (at - last > ${TICK_MS + LATE_MS}) parentPort.postMessage({ at: last, ms: at - last - ${TICK_MS} });
  last = at;
}`;

/** Notes when this process's event loop, and when the machine, was late; and how loaded the machine is. */
export class StallWatch {
  readonly harness: Stall[] = [];
  readonly machine: Stall[] = [];
  readonly load: { at: number; one: number }[] = [];
  readonly #worker = new Worker(sleeper, { eval: true });
  readonly #timers: NodeJS.Timeout[];

  constructor() {
    this.#worker.on('message', (stall: Stall) => this.machine.push(stall));
    this.#worker.unref();
    const now = (): number => performance.timeOrigin + performance.now();
    let last = now();
    const tick = (): void => {
      const at = now();
      if (at - last > TICK_MS + LATE_MS) this.harness.push({ at: last, ms: at - last - TICK_MS });
      last = at;
    };
    const weigh = (): void => void this.load.push({ at: Date.now(), one: loadavg()[0] ?? 0 });
    this.#timers = [setInterval(tick, TICK_MS), setInterval(weigh, 1_000)];
    weigh();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#worker.terminate();
  }
}
