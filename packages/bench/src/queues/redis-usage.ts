import type { Redis } from 'ioredis';

/** Redis's own figures since it started; each system of the bench has a server to itself. */
export interface RedisUsage {
  /** Microseconds, user and system, of the main process. */
  cpuUs: number;
  /** Commands carried out, those inside of scripts included. */
  commands: number;
  usedMemory: number;
}

export async function redisUsage(redis: Redis): Promise<RedisUsage> {
  const info = await redis.info('cpu', 'commandstats', 'memory');
  const read = (pattern: RegExp): number => Number(pattern.exec(info)?.[1] ?? 0);
  const scripts = new Set(['evalsha', 'eval', 'info', 'fcall']);
  let commands = 0;
  for (const [, name = '', calls = '0'] of info.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)) {
    if (!scripts.has(name)) commands += Number(calls);
  }
  return {
    cpuUs: (read(/used_cpu_user:([\d.]+)/) + read(/used_cpu_sys:([\d.]+)/)) * 1e6,
    commands,
    usedMemory: read(/used_memory:(\d+)/),
  };
}
