import { AnankorError } from '@anankor/core';
import type { FencedCommits, Write } from '@anankor/ipc';
import { JOB_RECORD_TTL_MS, parseRecord, serializeRecord } from './job-record.ts';
import type { JobRecord } from './job-record.ts';
import type { SessionStore } from './session-store.ts';
import type { SessionTransition } from './session-writes.ts';

export interface SessionCommit extends SessionTransition {
  job?: { id: string; record: JobRecord };
}

export type TransitionOutcome =
  | { outcome: 'committed' }
  /** The job was applied before; `before` still is the state. */
  | { outcome: 'recorded'; record: JobRecord }
  /** Somebody else wrote the session; its state must be loaded anew. */
  | { outcome: 'conflict' };

/** Commits transitions of sessions. */
export class SessionCommits {
  readonly #commits: FencedCommits;
  readonly #store: SessionStore;
  readonly #onFenced: () => void;

  /** `onFenced`: a commit was refused because another process owns the worker. */
  constructor(commits: FencedCommits, store: SessionStore, onFenced: () => void = () => undefined) {
    this.#onFenced = onFenced;
    this.#commits = commits;
    this.#store = store;
  }

  /**
   * Throws CLAIM_LOST when another process owns the worker: nothing was written, and nothing may be done any more. Throws
   * REDIS_UNAVAILABLE where it stays unknown whether it was applied: load the session anew and decide again, the job's record
   * tells.
   */
  async commit(transition: SessionCommit): Promise<TransitionOutcome> {
    const { guildId, before, after, changes, job } = transition;
    const from = before?.head.version ?? 0;
    const to = after?.head.version ?? 0;
    const result = await this.#commits.commit({
      writes: this.#store.writes(transition),
      ...(changes.length > 0 ? { session: { key: this.#store.versionKey(guildId), from, to } } : {}),
      ...(job ? { job: { id: job.id, reply: serializeRecord(job.record), ttlMs: JOB_RECORD_TTL_MS } } : {}),
    });
    switch (result.outcome) {
      case 'committed':
        return result;
      case 'recorded':
        return { outcome: 'recorded', record: parseRecord(result.reply) };
      case 'version':
        return { outcome: 'conflict' };
      case 'fenced':
        throw this.#claimLost();
    }
  }

  /** Writes beside any session, fenced all the same. Throws as `commit` does. */
  async write(writes: readonly Write[]): Promise<void> {
    await this.apply(writes);
  }

  /**
   * Writes whatever version the session is at: where it can't be read, or is written anew. Answers what the job was recorded with
   * before, and nothing is written then; else null. Throws as `commit` does.
   */
  async apply(writes: readonly Write[], job?: SessionCommit['job']): Promise<JobRecord | null> {
    const record = job && { id: job.id, reply: serializeRecord(job.record), ttlMs: JOB_RECORD_TTL_MS };
    const result = await this.#commits.commit({ writes, ...(record ? { job: record } : {}) });
    if (result.outcome === 'fenced') throw this.#claimLost();
    return result.outcome === 'recorded' ? parseRecord(result.reply) : null;
  }

  #claimLost(): AnankorError {
    this.#onFenced();
    return new AnankorError('CLAIM_LOST', 'Another process owns this worker by now');
  }
}
