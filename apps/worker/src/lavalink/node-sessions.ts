import type { FencedCommits } from '@anankor/ipc';
import { AnankorError } from '@anankor/core';
import type { Redis } from '@anankor/ipc';
import { storedShape } from '@anankor/schemas';
import type { NodeSessionStore, StoredNodeSession } from '@anankor/music';
import type { InputReader } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import { z } from 'zod';

/** `aliveAt`: when it was last known to be there, milliseconds since the epoch. */
export const nodeSession = storedShape(1, { sessionId: z.string(), aliveAt: z.number().default(0) });

/** A worker's Lavalink sessions, node by node, in Redis: what a successor resumes. Written only while the worker is ours. */
export class RedisNodeSessions implements NodeSessionStore {
  readonly #redis: Redis;
  readonly #commits: FencedCommits;
  readonly #key: string;
  readonly #reader: InputReader;

  constructor(redis: Redis, commits: FencedCommits, keys: RedisKeys, workerId: string, reader: InputReader) {
    this.#redis = redis;
    this.#commits = commits;
    this.#key = keys.lavalink(workerId);
    this.#reader = reader;
  }

  /** What can't be read counts as none: the node is asked for a new session. */
  async load(node: string): Promise<StoredNodeSession | null> {
    const text = await this.#redis.hget(this.#key, node);
    const read = nodeSession.read(text);
    if (text !== null && read === null) this.#reader.reject('Lavalink session', 'is unreadable');
    return read?.value ?? null;
  }

  async save(node: string, session: StoredNodeSession): Promise<void> {
    const { outcome } = await this.#commits.commit({
      writes: [['HSET', this.#key, node, nodeSession.write(session)]],
    });
    if (outcome === 'fenced') throw new AnankorError('CLAIM_LOST', 'Another process owns this worker by now');
  }
}
