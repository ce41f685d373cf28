import type { NowPlaying, Reply, ReplyRoute } from '@anankor/schemas';
import type { REST } from '@discordjs/rest';
import { MessageFlags, Routes } from 'discord-api-types/v10';
import type { MessageBody, RenderReply } from '../replies/render-reply.ts';
import { discordError, isDiscordCode } from './discord-error.ts';

export interface ResponderOptions {
  rest: REST;
  render: RenderReply;
  /** Runs before every call and throws where this process may not speak any more (a lost claim). */
  guard?: () => void;
}

export interface RespondOptions {
  /** The session's state after a button, to redraw its message with instead of saying a sentence. */
  panel?: NowPlaying;
}

const UNKNOWN_MESSAGE = 10_008;

/** Replies that take the place of the message whose button asked for them. */
const replacesMessage = new Set<Reply['key']>(['queue.page', 'nowplaying', 'stop.done', 'queue.undone']);

/**
 * Answers interactions over their webhook, authorised by the interaction's token alone. Every method throws
 * DISCORD_REJECTED (permanent; `details.expired` where the token ran out) or DISCORD_UNAVAILABLE (retryable), and no
 * error holds the token.
 */
export class Responder {
  readonly #rest: REST;
  readonly #render: RenderReply;
  readonly #guard: () => void;

  constructor(options: ResponderOptions) {
    this.#rest = options.rest;
    this.#render = options.render;
    this.#guard = options.guard ?? (() => undefined);
  }

  /**
   * The whole of an answer, repeatable after a crash.
   *
   * A failure on a public placeholder can't become ephemeral: a message keeps the visibility it was deferred with, and
   * the first follow-up after a deferral edits the placeholder instead of sending a message. So the placeholder is
   * deleted first (repeating that is harmless) and then the follow-up is a message of its own, with its own visibility.
   */
  async respond(route: ReplyRoute, reply: Reply, options: RespondOptions = {}): Promise<void> {
    const locale = localeOf(route, reply);
    const body = this.#render(reply, { locale });
    if (route.deferred === 'update') return this.#respondToButton(route, reply, body, options);
    if (reply.key !== 'failure' || route.deferred === 'ephemeral') return this.editOriginal(route, body);
    await this.deleteOriginal(route);
    await this.followUp(route, { ...body, flags: MessageFlags.Ephemeral });
  }

  /** Says something else in place of an earlier answer that is not true any more, for as long as the interaction's token lives. */
  async correct(route: ReplyRoute, reply: Reply): Promise<void> {
    const locale = route.deferred === 'update' ? messageLocale(route) : localeOf(route, reply);
    await this.editOriginal(route, this.#render(reply, { locale }));
  }

  /** Fills the placeholder, or changes the message a button is on. Idempotent. */
  async editOriginal(route: ReplyRoute, body: MessageBody): Promise<void> {
    const { flags: _fixedByTheDeferral, ...edit } = body;
    await this.#call('answer an interaction', () =>
      this.#rest.patch(Routes.webhookMessage(route.applicationId, route.token, '@original'), {
        body: edit,
        auth: false,
      }),
    );
  }

  /** A message of its own. Discord knows no nonce on webhooks, so a repeated call is a second message. */
  async followUp(route: ReplyRoute, body: MessageBody): Promise<void> {
    await this.#call('follow up on an interaction', () =>
      this.#rest.post(Routes.webhook(route.applicationId, route.token), {
        body,
        query: new URLSearchParams({ wait: 'true' }),
        auth: false,
      }),
    );
  }

  /** Takes the placeholder away; one that is gone already is fine. */
  async deleteOriginal(route: ReplyRoute): Promise<void> {
    try {
      await this.#call('withdraw a placeholder', () =>
        this.#rest.delete(Routes.webhookMessage(route.applicationId, route.token, '@original'), {
          auth: false,
        }),
      );
    } catch (error) {
      if (!isDiscordCode(error, UNKNOWN_MESSAGE)) throw error;
    }
  }

  /** The message with the button becomes the answer where it can; whatever else there is to say only the presser sees. */
  async #respondToButton(route: ReplyRoute, reply: Reply, body: MessageBody, options: RespondOptions) {
    if (replacesMessage.has(reply.key)) return this.editOriginal(route, body);
    const stale = reply.key === 'failure' && reply.code === 'SP';
    const panel = stale ? reply.params.panel : options.panel;
    if (panel) await this.editOriginal(route, this.#panelBody(panel, messageLocale(route)));
    else if (stale) await this.editOriginal(route, { components: [] });
    if (reply.key === 'failure' || !panel)
      await this.followUp(route, { ...body, flags: MessageFlags.Ephemeral });
  }

  #panelBody(panel: NowPlaying, locale: string): MessageBody {
    return this.#render({ key: 'nowplaying', params: panel, tone: 'info' }, { locale });
  }

  async #call(action: string, request: () => Promise<unknown>): Promise<void> {
    this.#guard();
    try {
      await request();
    } catch (error) {
      throw discordError(action, error);
    }
  }
}

/** What everybody sees is in the guild's language, what the member alone sees is in the member's. */
function localeOf(route: ReplyRoute, reply: Reply): string {
  if (route.deferred === 'update')
    return replacesMessage.has(reply.key) ? messageLocale(route) : route.locale;
  // A failure is told to the member alone, whatever was deferred.
  return route.deferred === 'ephemeral' || reply.key === 'failure'
    ? route.locale
    : (route.guildLocale ?? route.locale);
}

/** The language of the message whose button was pressed. */
function messageLocale({ ephemeralMessage, guildLocale, locale }: ReplyRoute): string {
  return ephemeralMessage ? locale : (guildLocale ?? locale);
}
