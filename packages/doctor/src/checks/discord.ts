import { z } from 'zod';
import { ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';
import type { BotToken } from './tokens.ts';

const bot = z.object({ id: z.string(), username: z.string() });
const guilds = z.array(z.object({ id: z.string() }));

/** Guilds of one page of Discord's answer, the most it gives. */
const PAGE = 200;

interface LoggedIn extends BotToken {
  username: string;
  guildIds: Set<string>;
}

/** Whether Discord takes every token, and whether each worker shares a guild with the master. Sends GET requests only. */
export async function checkDiscord(
  settings: { discordApiUrl: string; tokens: readonly BotToken[] },
  timeoutMs: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const bots: LoggedIn[] = [];
  for (const token of settings.tokens) {
    try {
      const { username } = bot.parse(await get(settings.discordApiUrl, '/users/@me', token, timeoutMs));
      const guildIds = await guildsOf(settings.discordApiUrl, token, timeoutMs);
      bots.push({ ...token, username, guildIds });
      findings.push(
        ok(token.variable, `logs in as ${username} (${token.botId}), in ${guildIds.size} guilds`),
      );
    } catch (error) {
      findings.push(explain(token, error));
    }
  }
  return [...findings, ...sharedGuilds(bots)];
}

function sharedGuilds(bots: readonly LoggedIn[]): Finding[] {
  const [first, ...others] = bots;
  const master = first?.variable === 'DISCORD_MASTER_TOKEN' ? first : undefined;
  const findings: Finding[] = [];
  for (const { variable, username, guildIds, botId } of master ? others : bots) {
    if (guildIds.size === 0) findings.push(wrong(variable, `${username} is in no guild`, inviteOf(botId)));
    else if (master && master.guildIds.size > 0 && ![...guildIds].some((id) => master.guildIds.has(id)))
      findings.push(wrong(variable, `${username} is in no guild of the master`, inviteOf(botId)));
  }
  if (master && master.guildIds.size === 0)
    findings.push(
      wrong(
        master.variable,
        `${master.username} is in no guild, so nobody can give a command`,
        inviteOf(master.botId, true),
      ),
    );
  return findings;
}

/** View Channel, Send Messages, Embed Links, Connect, Speak. */
const permissions = (1n << 10n) | (1n << 11n) | (1n << 14n) | (1n << 20n) | (1n << 21n);

function inviteOf(botId: string, commands = false): string {
  const scope = commands ? 'bot+applications.commands' : 'bot';
  return `invite it: https://discord.com/oauth2/authorize?client_id=${botId}&scope=${scope}&permissions=${permissions}`;
}

async function guildsOf(base: string, token: BotToken, timeoutMs: number): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = '0'; ;) {
    const page = guilds.parse(
      await get(base, `/users/@me/guilds?limit=${PAGE}&after=${after}`, token, timeoutMs),
    );
    for (const { id } of page) ids.add(id);
    const last = page.at(-1)?.id;
    if (page.length < PAGE || last === undefined) return ids;
    after = last;
  }
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Discord answered ${status}`);
    this.status = status;
  }
}

async function get(base: string, route: string, { token }: BotToken, timeoutMs: number): Promise<unknown> {
  const answer = await fetch(`${base}/v10${route}`, {
    headers: { authorization: `Bot ${token}`, 'user-agent': 'DiscordBot (anankor, doctor)' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Refused(answer.status);
  }
  return answer.json();
}

function explain({ variable }: BotToken, error: unknown): Finding {
  const status = error instanceof Refused ? error.status : undefined;
  if (status === 401)
    return wrong(
      variable,
      'Discord refuses the token (401)',
      'reset it on the page Bot of its application, and set the new one',
    );
  if (status === 403)
    return wrong(
      variable,
      'Discord forbids this bot (403)',
      'look at its application: it may be disabled or your IP blocked',
    );
  if (status === 429)
    return wrong(
      variable,
      'Discord limits the rate of this address (429)',
      'wait a few minutes and run the doctor again',
    );
  const what = status === undefined ? 'Discord does not answer as expected' : `Discord answers ${status}`;
  return wrong(variable, what, 'check the network, a proxy, and DISCORD_API_URL where it is set');
}
