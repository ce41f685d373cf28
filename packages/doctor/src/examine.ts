import { join } from 'node:path';
import type { Env } from '@anankor/config';
import { checkCollectorPorts } from './checks/collector-ports.ts';
import { checkDiscord } from './checks/discord.ts';
import { checkDynamodb } from './checks/dynamodb.ts';
import { checkLavalink } from './checks/lavalink.ts';
import { checkMachine } from './checks/machine.ts';
import { checkRedis } from './checks/redis.ts';
import { note } from './finding.ts';
import type { Finding } from './finding.ts';
import { readSettings } from './read-settings.ts';

export interface Examination {
  /** The repository: its .env, its package.json and its .tools are looked at. */
  root: string;
  /** The environment of the process, which wins over .env. */
  env: Env;
  /** Milliseconds that each request may take; 5,000 unless told. */
  timeoutMs?: number;
  /** Ports of an OpenTelemetry collector; 4318 and 9464 unless told. */
  collectorPorts?: { otlp: number; metrics: number };
}

/** Looks at everything and changes nothing. A check that can't be made because of an earlier finding is left out. */
export async function examine({
  root,
  env,
  timeoutMs = 5_000,
  collectorPorts,
}: Examination): Promise<Finding[]> {
  const machine = await checkMachine(root, env);
  const ports = await checkCollectorPorts(collectorPorts ?? { otlp: 4318, metrics: 9464 }, timeoutMs);
  const { settings, findings } = await readSettings(join(root, '.env'), env);
  if (!settings)
    return [
      ...machine,
      ...ports,
      note(
        '.env',
        'there is none, so only the machine was looked at',
        'cp .env.example .env, and fill it in',
      ),
    ];
  const services = await Promise.all([
    checkDiscord(settings, timeoutMs),
    settings.redisUrl === undefined ? [] : checkRedis(settings.redisUrl, timeoutMs, env['REDIS_KEY_PREFIX']),
    settings.aws === undefined ? [] : checkDynamodb(settings.aws, timeoutMs),
    ...settings.lavalinkNodes.map((node) => checkLavalink(node, timeoutMs)),
  ]);
  return [...machine, ...ports, ...findings, ...services.flat()];
}
