import { randomBytes } from 'node:crypto';
import { AnankorError } from '@anankor/core';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { Batcher } from './batcher.ts';
import { redisFailure } from './redis-failure.ts';
import { scripts } from './script.ts';
import { encodeWrite } from './write.ts';
import type { Write } from './write.ts';

export interface Commit {
  writes: readonly Write[];
  /**
   * The session hash must be at version `from` (0: it does not exist) and is at `to` afterwards. The script keeps the
   * field `version` of that hash itself, and for commits without a job a field `commit`.
   */
  session?: { key: string; from: number; to: number };
  /** Records that the job was applied, with the reply (JSON, not empty) it was answered with, for `ttlMs`. */
  job?: { id: string; reply: string; ttlMs: number };
}

export type CommitOutcome =
  | { outcome: 'committed' }
  /** The job was applied before, by this owner or a former one; nothing was written. */
  | { outcome: 'recorded'; reply: string }
  /** Another process owns the worker by now; nothing was or will be written. */
  | { outcome: 'fenced' }
  /** The session is at another version; nothing was written. */
  | { outcome: 'version'; actual: number };

/** Commits of one EVALSHA: keeps the script below a few milliseconds. */
const LARGEST_BATCH = 128;

interface Waiting {
  id: string;
  commit: Commit;
  resolve(outcome: CommitOutcome): void;
  reject(error: AnankorError): void;
}

export interface FencedCommitsOptions {
  /** A connection of the role `commands`. */
  redis: Redis;
  keys: RedisKeys;
  workerId: string;
  /** From the lease. */
  epoch: number;
}

/**
 * The one way by which an owner writes a worker's state. Commits go out in the order of the calls. A commit whose answer
 * was lost with the connection is sent again by the client and answers `committed` then, as it carries an id of its own.
 */
export class FencedCommits {
  readonly #options: FencedCommitsOptions;
  readonly #run = randomBytes(6).toString('base64url');
  readonly #batcher: Batcher<Waiting>;
  #count = 0;

  constructor(options: FencedCommitsOptions) {
    this.#options = options;
    this.#batcher = new Batcher((commits) => this.#flush(commits), LARGEST_BATCH);
  }

  /** Rejects with REDIS_UNAVAILABLE where it stays unknown whether the commit was applied: load the session again. */
  commit(commit: Commit): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      const id = `${this.#run}-${(this.#count++).toString(36)}`;
      this.#batcher.add({ id, commit, resolve, reject });
    });
  }

  /** Resolves when no commit is under way. */
  idle(): Promise<void> {
    return this.#batcher.idle();
  }

  async #flush(waiting: Waiting[]): Promise<void> {
    const { redis, keys, workerId, epoch } = this.#options;
    const scriptKeys = [keys.epoch(workerId)];
    const args: (string | number)[] = [epoch];
    for (const { id, commit } of waiting) {
      args.push(id);
      const { fields, others } = splitHead(commit);
      if (commit.session) {
        scriptKeys.push(commit.session.key);
        args.push(commit.session.from, commit.session.to, fields.length, ...fields);
      } else args.push('');
      if (commit.job) {
        scriptKeys.push(keys.job(workerId, commit.job.id));
        args.push(commit.job.ttlMs, `${id} ${commit.job.reply}`);
      } else args.push('');
      const at = args.push(0) - 1;
      let writes = 0;
      for (const write of others) writes += encodeWrite(write, scriptKeys, args);
      args[at] = writes;
    }
    try {
      const results = (await scripts.commit.run(redis, scriptKeys, args)) as 0 | [number, string?][];
      waiting.forEach((entry, index) => settle(entry, results === 0 ? undefined : results[index]));
    } catch (error) {
      for (const entry of waiting) entry.reject(redisFailure(error));
    }
  }
}

function settle(waiting: Waiting, result: [code: number, detail?: string] | undefined): void {
  if (!result) return waiting.resolve({ outcome: 'fenced' });
  const [code, detail = ''] = result;
  if (code === 1) waiting.resolve({ outcome: 'committed' });
  else if (code === 2) waiting.resolve({ outcome: 'version', actual: Number(detail) });
  else if (code === 3) waiting.resolve({ outcome: 'recorded', reply: detail });
  else waiting.reject(new AnankorError('UNKNOWN', `A write of a commit failed: ${detail}`));
}

/** Fields of the session hash go along with its version, which saves a command; unless something else is done to that key. */
function splitHead({ session, writes }: Commit): {
  fields: readonly (string | number)[];
  others: readonly Write[];
} {
  const touches = ([, key, target]: Write): boolean => key === session?.key || target === session?.key;
  const heads = writes.filter(touches);
  if (heads.length !== 1 || heads[0]?.[0] !== 'HSET' || heads[0][1] !== session?.key)
    return { fields: [], others: writes };
  const [, , ...fields] = heads[0];
  return { fields, others: writes.filter((write) => write !== heads[0]) };
}
