import { AnankorError } from '@anankor/core';
import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';

/** Discord's codes after which nobody is left to answer: unknown or expired interaction, unknown webhook. */
const NOBODY_LEFT = new Set<number | string>([10062, 50027, 10015]);

/**
 * A failure of @discordjs/rest, as ours. Its URL holds the interaction token and its request body what a member typed:
 * neither is kept, and so the original error is no cause either.
 */
export function discordError(action: string, error: unknown): AnankorError {
  if (error instanceof AnankorError) return error;
  if (error instanceof DiscordAPIError) {
    const details = { action, status: error.status, discordCode: error.code, method: error.method };
    if (NOBODY_LEFT.has(error.code))
      return new AnankorError('DISCORD_REJECTED', `Discord: the interaction is over (${error.code})`, {
        details: { ...details, expired: true },
      });
    if (error.status === 401 || error.status === 403)
      return new AnankorError('DISCORD_REJECTED', `Discord refused to ${action} (${error.status})`, {
        details,
      });
    return new AnankorError('DISCORD_REJECTED', `Discord rejected ${action} (code ${error.code})`, {
      details,
    });
  }
  if (error instanceof HTTPError)
    return new AnankorError('DISCORD_UNAVAILABLE', `Discord answered ${error.status} to ${action}`, {
      details: { action, status: error.status, method: error.method },
    });
  if (error instanceof RateLimitError)
    return new AnankorError('DISCORD_UNAVAILABLE', `Discord's rate limit holds up ${action}`, {
      details: { action, retryAfterMs: error.retryAfter, scope: error.scope },
    });
  return new AnankorError('DISCORD_UNAVAILABLE', `Discord can't be reached to ${action}`, {
    details: { action, reason: reasonOf(error) },
  });
}

/** Whether Discord answered with this code of its own. */
export function isDiscordCode(error: unknown, code: number): boolean {
  return error instanceof AnankorError && error.details['discordCode'] === code;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.name;
}
