import { access } from 'node:fs/promises';
import { awsSettings, lavalinkNodes, loadEnv, otlp, parseEnv, redisUrl, url } from '@anankor/config';
import type { AwsSettings, Env, LavalinkNode } from '@anankor/config';
import { AnankorError } from '@anankor/core';
import { z } from 'zod';
import { missing, ok, wrong } from './finding.ts';
import type { Finding } from './finding.ts';
import { checkTokens } from './checks/tokens.ts';
import type { BotToken } from './checks/tokens.ts';

export interface Settings {
  discordApiUrl: string;
  /** Those of a sound shape, the master's first. */
  tokens: BotToken[];
  redisUrl?: string;
  aws?: AwsSettings;
  lavalinkNodes: LavalinkNode[];
}

const anyVariables = z.record(z.string(), z.string().optional());

/**
 * Reads .env with the environment over it as the apps do, but piece by piece, so that what is sound can still be tried.
 * Without a .env and without a Discord token in the environment there are no settings.
 */
export async function readSettings(
  dotenvPath: string,
  source: Env,
): Promise<{ settings?: Settings; findings: Finding[] }> {
  const present = await access(dotenvPath).then(
    () => true,
    () => false,
  );
  if (!present && !Object.keys(source).some((name) => /^DISCORD_(MASTER|WORKER)_TOKEN/.test(name)))
    return { findings: [] };

  const findings: Finding[] = [];
  const attempt = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      findings.push(...problemsOf(error));
      return undefined;
    }
  };
  let env: Env;
  try {
    env = await loadEnv(anyVariables, source, { dotenvPath });
  } catch (error) {
    return { findings: problemsOf(error), settings: { discordApiUrl: '', tokens: [], lavalinkNodes: [] } };
  }
  const { tokens, findings: ofTokens } = checkTokens(env);
  findings.push(...ofTokens);
  const redis = attempt(() => parseEnv(z.object({ REDIS_URL: redisUrl }), env));
  const aws = attempt(() => parseEnv(awsSettings, env));
  const lavalink = attempt(() => parseEnv(lavalinkNodes, env));
  attempt(() => parseEnv(otlp, env));
  const discord = attempt(() =>
    parseEnv(
      z.object({ DISCORD_API_URL: url(['http:', 'https:'], 'https://discord.com/api').optional() }),
      env,
    ),
  );
  if (findings.length === 0) findings.push(ok('.env', 'every required variable is set'));
  return {
    findings,
    settings: {
      discordApiUrl: discord?.DISCORD_API_URL ?? 'https://discord.com/api',
      tokens,
      lavalinkNodes: lavalink?.lavalinkNodes ?? [],
      ...(redis && { redisUrl: redis.REDIS_URL }),
      ...(aws && { aws: aws.aws }),
    },
  };
}

function problemsOf(error: unknown): Finding[] {
  if (!(error instanceof AnankorError) || error.code !== 'ENV_INVALID') throw error;
  const variables = error.details['variables'] as Record<string, string>;
  return Object.entries(variables).map(([variable, message]) => {
    const report = message.startsWith('is missing') ? missing : wrong;
    return report(variable, message, 'set it in .env; .env.example explains it');
  });
}
