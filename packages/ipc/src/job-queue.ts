import type { AnankorError } from '@anankor/core';
import type { Job } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { Batcher } from './batcher.ts';
import { CONSUMER_GROUP } from './consumer-group.ts';
import { isGroupMissing, redisFailure } from './redis-failure.ts';
import { scripts } from './script.ts';

/** `duplicate`: this job id is on the stream, or was; also the answer where a first try went through unnoticed. */
export type EnqueueOutcome = 'enqueued' | 'duplicate' | 'full';

const outcomes: readonly EnqueueOutcome[] = ['duplicate', 'enqueued', 'full'];

/** Jobs of one EVALSHA: keeps the script below a millisecond. */
const LARGEST_BATCH = 256;

interface Waiting {
  jobKey: string;
  payload: string;
  resolve(outcome: EnqueueOutcome): void;
  reject(error: AnankorError): void;
}

export interface JobQueueOptions {
  /** A connection of the role `commands`. */
  redis: Redis;
  keys: RedisKeys;
  /** Most jobs that wait or run on one worker's stream; further ones are refused. */
  maxLength: number;
  /** Milliseconds for which a job id is remembered: longer than anybody delivers the same interaction again. */
  dedupeTtlMs: number;
  group?: string;
}

/** The producer's end of the workers' streams. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #batchers = new Map<string, Batcher<Waiting>>();

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** Rejects with REDIS_UNAVAILABLE; the job may be on the stream then, and enqueuing it again is safe. */
  enqueue(workerId: string, job: Job): Promise<EnqueueOutcome> {
    return new Promise((resolve, reject) => {
      const jobKey = this.#options.keys.job(workerId, job.jobId);
      this.#batcher(workerId).add({ jobKey, payload: JSON.stringify(job), resolve, reject });
    });
  }

  /** Jobs on the stream, those a worker has in hand, and those none has read yet. */
  async length(workerId: string): Promise<{ length: number; pending: number; lag: number }> {
    const { redis, keys, group = CONSUMER_GROUP } = this.#options;
    const stream = keys.jobs(workerId);
    try {
      const length = await redis.xlen(stream);
      const summary = length === 0 ? null : await redis.xpending(stream, group).catch(noGroup);
      const pending = Number(summary?.[0] ?? 0);
      // Finished entries are deleted, so what is not pending has not been read.
      return { length, pending, lag: Math.max(0, length - pending) };
    } catch (error) {
      throw redisFailure(error);
    }
  }

  #batcher(workerId: string): Batcher<Waiting> {
    let batcher = this.#batchers.get(workerId);
    if (!batcher) {
      batcher = new Batcher((jobs) => this.#flush(workerId, jobs), LARGEST_BATCH);
      this.#batchers.set(workerId, batcher);
    }
    return batcher;
  }

  async #flush(workerId: string, jobs: Waiting[]): Promise<void> {
    const { redis, keys, maxLength, dedupeTtlMs } = this.#options;
    const scriptKeys = [keys.jobs(workerId)];
    const args: (string | number)[] = [maxLength, dedupeTtlMs];
    for (const job of jobs) {
      scriptKeys.push(job.jobKey);
      args.push(job.payload);
    }
    try {
      const results = (await scripts.enqueue.run(redis, scriptKeys, args)) as number[];
      jobs.forEach((job, index) => job.resolve(outcomes[results[index] ?? 0] ?? 'duplicate'));
    } catch (error) {
      for (const job of jobs) job.reject(redisFailure(error));
    }
  }
}

/** Nobody has read the stream yet, so it has no group and nothing pending. */
function noGroup(error: unknown): null {
  if (isGroupMissing(error)) return null;
  throw error;
}
