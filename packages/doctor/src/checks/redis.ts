import { classify } from '@anankor/core';
import { RefusedTokens, createRedis, redisTrouble } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import { ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

const OLDEST = 7;

/** Whether Redis takes the credentials of REDIS_URL, answers PING, is new enough, never evicts keys, and knows of no refused token. */
export async function checkRedis(url: string, timeoutMs: number, keyPrefix?: string): Promise<Finding[]> {
  let redis: ReturnType<typeof createRedis>;
  try {
    redis = createRedis(url, { role: 'blocking', name: 'anankor-doctor' });
  } catch (error) {
    return [wrong('Redis', classify(error).message, 'set REDIS_URL in .env; .env.example explains it')];
  }
  // What the connection ended with says more than the request that it took along.
  let last: unknown;
  redis.on('error', (error: Error) => (last = error));
  const timer = setTimeout(() => redis.disconnect(), timeoutMs);
  try {
    await redis.ping();
    // The client library goes on with database 0 where Redis lacks the one of the address.
    if (redis.options.db) await redis.select(redis.options.db);
    const info = await redis.info();
    const version = field(info, 'valkey_version') ?? field(info, 'redis_version') ?? 'unknown';
    const findings = [ok('Redis', `answers, version ${version}`)];
    if (Number.parseInt(version, 10) < OLDEST)
      findings.push(
        wrong('Redis', `version ${version} is too old`, `install Redis ${OLDEST} or newer, or Valkey`),
      );
    if (field(info, 'role') === 'slave')
      findings.push(
        wrong(
          'Redis',
          'is a replica, which takes no writes',
          'name the primary, or the sentinels, in REDIS_URL',
        ),
      );
    const policy = field(info, 'maxmemory_policy');
    if (policy !== undefined && policy !== 'noeviction')
      findings.push(
        wrong(
          'Redis',
          `its maxmemory-policy is ${policy}, so it may drop queues`,
          'set maxmemory-policy noeviction',
        ),
      );
    return [...findings, ...(await refusedTokens(redis, keyPrefix))];
  } catch (error) {
    return [explain(isClosed(error) ? last : error, last)];
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

/** What running workers were told; a token that was replaced since is no longer among them once a day is over. */
async function refusedTokens(redis: Redis, keyPrefix: string | undefined): Promise<Finding[]> {
  const refused = await new RefusedTokens(redis, redisKeys(keyPrefix)).all();
  return [...refused.values()].map(({ variable, cause, retryAt }) =>
    wrong(
      variable,
      `running workers were refused: ${cause}; next try at ${new Date(retryAt).toISOString()}`,
      'put the current token of its bot there; workers take it up without a restart where secrets are loaded again',
    ),
  );
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(info)?.[1];
}

function explain(error: unknown, last: unknown): Finding {
  const trouble = redisTrouble(error) ?? redisTrouble(last);
  if (trouble === null)
    return wrong('Redis', 'does not answer', 'start it, and check the host and port of REDIS_URL');
  const [detail = '', ...remedy] = trouble.split(': ');
  return wrong(
    'Redis',
    detail.replace(/^Redis /, ''),
    remedy.join(': ') || 'start it, and check the host and port of REDIS_URL',
  );
}

const isClosed = (error: unknown): boolean => /closed|MaxRetries|max retries/i.test(String(error));
