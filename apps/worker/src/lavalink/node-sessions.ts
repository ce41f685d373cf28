import type { FencedCommits } from '@anankor/ipc';
import { AnankorError } from '@anankor/core';
import type { Redis } from '@anankor/ipc';
import type { NodeSessionStore, StoredNodeSession } from '@anankor/music';
import type { RedisKeys } from '@anankor/storage';
import { z } from 'zod';

const stored = z.object({ sessionId: z.string(), aliveAt: z.number() });

/** A worker's Lavalink sessions, node by node, in Redis: what a successor resumes. Written only while the worker is ours. */
export class RedisNodeSessions implements NodeSessionStore {
  readonly #redis: Redis;
  readonly #commits: FencedCommits;
  readonly #key: string;

  constructor(redis: Redis, commits: FencedCommits, keys: RedisKeys, workerId: string) {
    this.#redis = redis;
    this.#commits = commits;
    this.#key = keys.lavalink(workerId);
  }

  async load(node: string): Promise<StoredNodeSession | null> {
    const text = await this.#redis.hget(this.#key, node);
    return text === null ? null : stored.parse(JSON.parse(text));
  }

  async save(node: string, session: StoredNodeSession): Promise<void> {
    const { outcome } = await this.#commits.commit({
      writes: [['HSET', this.#key, node, JSON.stringify(session)]],
    });
    if (outcome === 'fenced') throw new AnankorError('CLAIM_LOST', 'Another process owns this worker by now');
  }
}
