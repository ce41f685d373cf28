import { AnankorError } from '@anankor/core';
import type { Reply, ReplyRoute } from '@anankor/schemas';
import type { REST } from '@discordjs/rest';
import { InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10';
import type { APIInteractionResponse } from 'discord-api-types/v10';
import type { RenderReply } from '../replies/render-reply.ts';
import { discordError, isDiscordCode } from './discord-error.ts';

export type Deferral = NonNullable<ReplyRoute['deferred']>;

/** `already`: somebody responded before. `expired`: three seconds are over and the member was told so. */
export type Acknowledgement = 'done' | 'already' | 'expired';

/** A choice of an autocomplete; both at most 100 characters. */
export interface Choice {
  name: string;
  value: string;
}

export interface AcknowledgerOptions {
  rest: REST;
  render: RenderReply;
  /** Milliseconds for one call, 2,500 unless told: later than Discord's 3 s there is nothing to gain. */
  timeoutMs?: number;
}

const ALREADY_ACKNOWLEDGED = 40_060;

/** The first response to an interaction, due within three seconds. Throws like Responder where it could not be told. */
export class Acknowledger {
  readonly #options: AcknowledgerOptions;

  constructor(options: AcknowledgerOptions) {
    this.#options = options;
  }

  /** Tells the member that an answer comes, within 15 minutes. */
  async defer(route: ReplyRoute, deferral: Deferral): Promise<Acknowledgement> {
    if (deferral === 'update')
      return this.#respond(route, { type: InteractionResponseType.DeferredMessageUpdate });
    const data = deferral === 'ephemeral' ? { flags: MessageFlags.Ephemeral as const } : {};
    return this.#respond(route, { type: InteractionResponseType.DeferredChannelMessageWithSource, data });
  }

  /** The whole answer at once, for the caller alone: refusals, and what the master knows itself. */
  async answer(route: ReplyRoute, reply: Reply): Promise<Acknowledgement> {
    const body = this.#options.render(reply, { locale: route.locale });
    return this.#respond(route, {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: { ...body, flags: MessageFlags.Ephemeral } as Extract<
        APIInteractionResponse,
        { type: InteractionResponseType.ChannelMessageWithSource }
      >['data'],
    });
  }

  /** At most the first 25 choices. */
  async choices(route: ReplyRoute, choices: readonly Choice[]): Promise<Acknowledgement> {
    return this.#respond(route, {
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data: { choices: choices.slice(0, 25) },
    });
  }

  async #respond(route: ReplyRoute, body: APIInteractionResponse): Promise<Acknowledgement> {
    const { rest, timeoutMs = 2_500 } = this.#options;
    try {
      await rest.post(Routes.interactionCallback(route.interactionId, route.token), {
        body,
        auth: false,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return 'done';
    } catch (failure) {
      const error = discordError('acknowledge an interaction', failure);
      if (isDiscordCode(error, ALREADY_ACKNOWLEDGED)) return 'already';
      if (error instanceof AnankorError && error.details['expired'] === true) return 'expired';
      throw error;
    }
  }
}
