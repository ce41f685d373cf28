import type { Job } from '@anankor/schemas';
import { serve } from '../processes/serve.ts';
import { cpuUs } from './clock.ts';
import { Recorder } from './recorder.ts';
import type { Observed } from './recorder.ts';
import { countRequests } from './requests.ts';
import { numberOf } from './workload.ts';

/** A run as the consumer sees it: `jobs` jobs from number `from` on. */
export interface ConsumerRun {
  from: number;
  jobs: number;
  guilds: number;
  /** What each handler waits; 0: nothing at all. */
  handlerMs: number;
}

export interface Consumed extends Observed {
  cpuUs: number;
  requests: number;
}

/** One queue's consuming end. `work` is the handler; it may be wrapped but not left out. */
export interface ConsumerDriver {
  /** Before the clock runs. */
  prepare?(run: ConsumerRun): Promise<void>;
  /** Begins to hand jobs over; every one to `work`. */
  start(work: Work): Promise<void>;
  /** Ends when everything handled is acknowledged. */
  stop(): Promise<void>;
}

export interface Work {
  /** A driver that has its effect after the handler calls these around both. */
  begin(job: Job): void;
  handle(): Promise<void> | undefined;
  end(job: Job): void;
}

export type ConsumerMethods = {
  prepare(run: ConsumerRun): Promise<void>;
  start(argument?: undefined): Promise<void>;
  finished(argument?: undefined): Promise<Consumed>;
};

/** Runs a driver as a process: prepare, start, finished; and again. */
export function serveConsumer(driver: ConsumerDriver): void {
  const requests = countRequests();
  let recorder: Recorder | undefined;
  let run: ConsumerRun | undefined;
  let before = { cpu: 0, requests: 0 };
  const methods: ConsumerMethods = {
    prepare: async (next) => {
      run = next;
      recorder = new Recorder(next);
      await driver.prepare?.(next);
    },
    start: async () => {
      const watch = recorder;
      const handlerMs = run?.handlerMs ?? 0;
      if (!watch) throw new Error('prepare comes first');
      await driver.start({
        begin: (job) => watch.begin(numberOf(job.jobId)),
        handle: () => (handlerMs > 0 ? new Promise<void>((go) => setTimeout(go, handlerMs)) : undefined),
        end: (job) => watch.end(numberOf(job.jobId)),
      });
      // Connecting is no part of a job.
      before = { cpu: cpuUs(), requests: requests() };
    },
    finished: async () => {
      if (!recorder) throw new Error('prepare comes first');
      await recorder.done;
      await driver.stop();
      return { ...recorder.observed, cpuUs: cpuUs() - before.cpu, requests: requests() - before.requests };
    },
  };
  serve(methods);
}

/** The whole of a handler, for drivers whose effect is the handler itself. */
export async function workOn(job: Job, work: Work): Promise<void> {
  work.begin(job);
  await work.handle();
  work.end(job);
}
