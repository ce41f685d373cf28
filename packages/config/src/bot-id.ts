import { discordToken } from './values.ts';

/** The id of the bot, which the first part of its token encodes. Undefined for what can't be a token. */
export function botIdOf(token: unknown): string | undefined {
  const parsed = discordToken.safeParse(token);
  if (!parsed.success) return undefined;
  const id = Buffer.from(parsed.data.split('.')[0] ?? '', 'base64url').toString('latin1');
  return /^\d{17,20}$/.test(id) ? id : undefined;
}
