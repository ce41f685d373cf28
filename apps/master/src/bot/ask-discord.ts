import { createRest } from '@anankor/discord';
import { waitForDependency } from '@anankor/service';
import type { WaitOptions } from '@anankor/service';
import { Routes } from 'discord.js';
import type { APIGatewayBotInfo, RESTGetAPIOAuth2CurrentApplicationResult } from 'discord.js';
import { DISCORD } from './gateway.ts';
import { loginFailure } from './login-failure.ts';

export interface AskOptions {
  token: string;
  apiUrl?: string | undefined;
  /** How Discord is waited for at the start. */
  waiting: Omit<WaitOptions, 'signal'>;
}

export interface DiscordFacts {
  applicationId: string;
  /** Shards that Discord asks for. */
  shards: number;
  /** IDENTIFYs at once in 5 s: shard ids go round over so many buckets. */
  maxConcurrency: number;
}

/**
 * What a bot must know before it connects. discord.js can't log in a second time after a failure, so Discord is asked over
 * REST until it answers.
 */
export async function askDiscord(options: AskOptions, signal: AbortSignal): Promise<DiscordFacts> {
  const { token, apiUrl, waiting } = options;
  const rest = createRest({ token, timeoutMs: 5_000, ...(apiUrl ? { apiUrl } : {}) });
  const facts: DiscordFacts = { applicationId: '', shards: 1, maxConcurrency: 1 };
  const probe = async (within: AbortSignal): Promise<void> => {
    const asked = Promise.all([
      rest.get(Routes.gatewayBot(), { signal: within }),
      rest.get(Routes.oauth2CurrentApplication(), { signal: within }),
    ]);
    const [gateway, application] = (await asked.catch((error: unknown) => {
      throw loginFailure(error);
    })) as [APIGatewayBotInfo, RESTGetAPIOAuth2CurrentApplicationResult];
    const { shards, session_start_limit: limit } = gateway;
    facts.applicationId = application.id;
    facts.shards = shards;
    facts.maxConcurrency = Math.max(1, limit.max_concurrency);
  };
  await waitForDependency({ name: DISCORD, probe }, { ...waiting, signal });
  return facts;
}
