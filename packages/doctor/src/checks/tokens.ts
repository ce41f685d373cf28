import { botIdOf } from '@anankor/config';
import type { Env } from '@anankor/config';
import { missing, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

export interface BotToken {
  variable: string;
  token: string;
  /** The id of the bot, which the first part of a token encodes. */
  botId: string;
}

const portal = 'https://discord.com/developers/applications';

/** The tokens by their shape: present, three parts, the first of them a bot's id, no bot twice. The master's first. */
export function checkTokens(env: Env): { tokens: BotToken[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const workers = Object.keys(env)
    .filter((name) => /^DISCORD_WORKER_TOKEN_[1-9]\d*$/.test(name) && env[name])
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
  if (!env['DISCORD_MASTER_TOKEN'])
    findings.push(
      missing(
        'DISCORD_MASTER_TOKEN',
        'is not set, so the master exits at once',
        `copy it from ${portal}, page Bot`,
      ),
    );
  if (workers.length === 0)
    findings.push(
      missing(
        'DISCORD_WORKER_TOKEN_1',
        'is not set, so no worker can start',
        `one application per worker at ${portal}`,
      ),
    );

  const tokens: BotToken[] = [];
  for (const variable of [...(env['DISCORD_MASTER_TOKEN'] ? ['DISCORD_MASTER_TOKEN'] : []), ...workers]) {
    const token = env[variable] ?? '';
    const botId = botIdOf(token);
    const twin = tokens.find((other) => other.token === token || other.botId === botId);
    if (botId === undefined)
      findings.push(
        wrong(
          variable,
          'is no bot token (three parts with dots between them)',
          `copy it again from ${portal}, page Bot`,
        ),
      );
    else if (twin)
      findings.push(
        wrong(
          variable,
          twin.token === token
            ? `is the same token as ${twin.variable}`
            : `is a token of the same bot as ${twin.variable}`,
          'every bot needs an application of its own; remove one of the two',
        ),
      );
    else tokens.push({ variable, token, botId });
  }
  return { tokens, findings };
}
