import type { REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import type { MessageBody } from '../replies/message-body.ts';
import { discordError, isDiscordCode } from './discord-error.ts';

export interface MessengerOptions {
  /** With the bot's token. */
  rest: REST;
  /** Milliseconds for one message, its wait for a rate limit included; 10,000 unless told. */
  timeoutMs?: number;
}

/** Sends messages to text channels as the bot. Throws like Responder. */
export class Messenger {
  readonly #options: MessengerOptions;

  constructor(options: MessengerOptions) {
    this.#options = options;
  }

  /** `nonce`, at most 25 characters: sent again within a few minutes it is the same message, and none is added. */
  async send(channelId: string, body: MessageBody, nonce: string): Promise<void> {
    const { rest, timeoutMs = 10_000 } = this.#options;
    try {
      await rest.post(Routes.channelMessages(channelId), {
        body: { ...body, nonce, enforce_nonce: true },
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw discordError('send a message', error);
    }
  }
}

/** Why nothing can be sent to a channel, now or soon: it is gone, or the bot may not write there. Null for another failure. */
export function channelRefusal(error: unknown): 'gone' | 'forbidden' | null {
  if (isDiscordCode(error, UNKNOWN_CHANNEL) || isDiscordCode(error, UNKNOWN_GUILD)) return 'gone';
  return isDiscordCode(error, MISSING_ACCESS) || isDiscordCode(error, MISSING_PERMISSIONS)
    ? 'forbidden'
    : null;
}

const UNKNOWN_CHANNEL = 10_003;
const UNKNOWN_GUILD = 10_004;
const MISSING_ACCESS = 50_001;
const MISSING_PERMISSIONS = 50_013;
