import type { Job } from '@anankor/schemas';
import { serve } from '../processes/serve.ts';
import { cpuUs, nowUs } from './clock.ts';
import { countRequests } from './requests.ts';
import { jobOf } from './workload.ts';

export interface ProducerRun {
  from: number;
  jobs: number;
  guilds: number;
}

export interface Produced {
  beganAt: number;
  endedAt: number;
  cpuUs: number;
  requests: number;
  /** Monotonic microseconds at which each job was handed to the queue; of open loops only. */
  enqueuedAt: Float64Array;
}

/** One queue's producing end: one job at a time, as interactions come one at a time. Resolves when it is accepted. */
export interface ProducerDriver {
  enqueue(job: Job): Promise<unknown>;
}

export type ProducerMethods = {
  /** As fast as it goes, with so many calls under way. */
  saturate(run: ProducerRun): Promise<Produced>;
  /** So many a second, whether the queue keeps up or not. */
  openLoop(run: ProducerRun & { perSecond: number }): Promise<Produced>;
};

const LANES = 256;
/** A tick this late is the queue's own doing (its client kept the loop busy): the wait counts. */
const LATE_US = 5_000;

export function serveProducer(driver: ProducerDriver): void {
  const requests = countRequests();
  const measured = async (
    run: ProducerRun,
    produce: (enqueuedAt: Float64Array) => Promise<void>,
  ): Promise<Produced> => {
    const enqueuedAt = new Float64Array(run.jobs);
    const before = { at: nowUs(), cpu: cpuUs(), requests: requests() };
    await produce(enqueuedAt);
    return {
      beganAt: before.at,
      endedAt: nowUs(),
      cpuUs: cpuUs() - before.cpu,
      requests: requests() - before.requests,
      enqueuedAt,
    };
  };
  const methods: ProducerMethods = {
    saturate: (run) =>
      measured(run, async () => {
        let next = 0;
        const lane = async (): Promise<void> => {
          while (next < run.jobs) await driver.enqueue(jobOf(run.from + next++, run.guilds, Date.now()));
        };
        await Promise.all(Array.from({ length: LANES }, lane));
      }),
    openLoop: (run) =>
      measured(run, async (enqueuedAt) => {
        const accepted: Promise<unknown>[] = [];
        const began = nowUs();
        const due = (n: number): number => began + (n * 1e6) / run.perSecond;
        for (let n = 0; n < run.jobs;) {
          for (let now = nowUs(); n < run.jobs && due(n) <= now; n++) {
            enqueuedAt[n] = now - due(n) > LATE_US ? due(n) : now;
            accepted.push(driver.enqueue(jobOf(run.from + n, run.guilds, Date.now())));
            now = nowUs();
          }
          await new Promise((go) => setTimeout(go, 1));
        }
        await Promise.all(accepted);
      }),
  };
  serve(methods);
}
