import { classify } from '@anankor/core';
import { createRedis } from '@anankor/ipc';
import { ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

const OLDEST = 7;

/** Whether Redis takes the credentials of REDIS_URL, answers PING, is new enough and never evicts keys. */
export async function checkRedis(url: string, timeoutMs: number): Promise<Finding[]> {
  let redis: ReturnType<typeof createRedis>;
  try {
    redis = createRedis(url, { role: 'blocking', name: 'anankor-doctor' });
  } catch (error) {
    return [wrong('Redis', classify(error).message, 'set REDIS_URL in .env; .env.example explains it')];
  }
  const timer = setTimeout(() => redis.disconnect(), timeoutMs);
  try {
    await redis.ping();
    const info = await redis.info();
    const version = field(info, 'valkey_version') ?? field(info, 'redis_version') ?? 'unknown';
    const findings = [ok('Redis', `answers, version ${version}`)];
    if (Number.parseInt(version, 10) < OLDEST)
      findings.push(
        wrong('Redis', `version ${version} is too old`, `install Redis ${OLDEST} or newer, or Valkey`),
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
    return findings;
  } catch (error) {
    return [explain(error)];
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(info)?.[1];
}

function explain(error: unknown): Finding {
  const message = error instanceof Error ? error.message : '';
  if (/NOAUTH|WRONGPASS|NOPERM|invalid username-password/.test(message))
    return wrong(
      'Redis',
      'refuses the credentials',
      'put user and password into REDIS_URL: redis://user:password@host:port',
    );
  return wrong('Redis', 'does not answer', 'start it, and check the host and port of REDIS_URL');
}
