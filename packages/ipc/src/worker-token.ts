import { createHash } from 'node:crypto';
import { AnankorError } from '@anankor/core';

/** SHA-256 of a token in hex: what stands for it in key names. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The bot's user id, which the first segment of its token holds. Throws ENV_INVALID, never with the token in it. */
export function workerIdOf(token: string): string {
  const segments = token.split('.');
  const id = Buffer.from(segments[0] ?? '', 'base64').toString('latin1');
  if (segments.length !== 3 || segments.some((segment) => segment === '') || !/^\d{17,20}$/.test(id)) {
    throw new AnankorError(
      'ENV_INVALID',
      `A worker token of ${token.length} characters is no Discord bot token: it has three parts with dots between, the first the bot's id`,
    );
  }
  return id;
}

export interface Candidate {
  token: string;
  hash: string;
  workerId: string;
}

/** The configured tokens, checked. Two of one bot would make two owners of one worker that fence each other for ever. */
export function candidatesOf(tokens: readonly string[]): Candidate[] {
  const byWorker = new Map<string, Candidate>();
  for (const token of new Set(tokens)) {
    const workerId = workerIdOf(token);
    if (byWorker.has(workerId)) {
      throw new AnankorError('ENV_INVALID', `Two different worker tokens belong to the bot ${workerId}`);
    }
    byWorker.set(workerId, { token, hash: tokenHash(token), workerId });
  }
  if (byWorker.size === 0) throw new AnankorError('ENV_INVALID', 'There is no worker token to claim');
  return [...byWorker.values()];
}
