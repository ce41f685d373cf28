import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { redisFailure } from './redis-failure.ts';

/** A Lua script of src/scripts. */
export interface Script {
  readonly name: string;
  /** Runs it by its hash, or by its text where the server does not know it yet. Rejects with an AnankorError. */
  run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

/** Reads `scripts/<name>.lua` beside this module, in the sources as in the build. */
export function defineScript(name: string): Script {
  const text = readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8');
  const hash = createHash('sha1').update(text).digest('hex');
  return {
    name,
    run: async (redis, keys, args) => {
      try {
        return await redis.evalsha(hash, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw redisFailure(error);
      }
      try {
        return await redis.eval(text, keys.length, ...keys, ...args);
      } catch (error) {
        throw redisFailure(error);
      }
    },
  };
}

/** Every script of the package, read once. */
export function loadScripts() {
  return {
    acknowledge: defineScript('acknowledge'),
    commit: defineScript('commit'),
    countAttempt: defineScript('count-attempt'),
    deadLetter: defineScript('dead-letter'),
    electReplica: defineScript('elect-replica'),
    enqueue: defineScript('enqueue'),
    finishOutbox: defineScript('finish-outbox'),
    holdOutbox: defineScript('hold-outbox'),
    nextEpoch: defineScript('next-epoch'),
    reclaim: defineScript('reclaim'),
    releaseClaim: defineScript('release-claim'),
    releaseGuilds: defineScript('release-guilds'),
    renewClaim: defineScript('renew-claim'),
    replay: defineScript('replay'),
    standIn: defineScript('stand-in'),
    survey: defineScript('survey'),
    surveyShards: defineScript('survey-shards'),
  };
}

export const scripts = loadScripts();
