import { AnankorError } from '@anankor/core';
import { discordError } from '@anankor/discord';
import { DISCORD } from './gateway.ts';

export function tokenRefused(): AnankorError {
  return new AnankorError(
    'TOKEN_REFUSED',
    'Discord refused DISCORD_MASTER_TOKEN: copy it again from the developer portal (Bot, Reset Token)',
  );
}

/** A failure of Discord as ours: TOKEN_REFUSED, or `otherwise` where given. */
export function loginFailure(error: unknown, otherwise?: 'DEPENDENCY_UNREACHABLE'): AnankorError {
  if (error instanceof AnankorError) return error;
  const known = discordError('connect', error);
  if (known.details['status'] === 401) return tokenRefused();
  return otherwise
    ? new AnankorError(otherwise, `Discord did not let the master in: ${known.message}`, {
        details: { ...known.details, dependency: DISCORD },
      })
    : known;
}
