import type { Backend } from '../../backend.ts';
import { webhookAuthor, webhookJson } from '../../guild/webhooks.ts';
import { isObject, isTrue } from '../../json.ts';
import type { StoredMessage } from '../../messages/stored-message.ts';
import type { Guild, Webhook } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import type { OpenCall } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { readMessageForm, requireContent } from '../validation/message-form.ts';

/** What the holder of a channel webhook's token may do. */
export class WebhookMessages {
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #webhook: Webhook;

  private constructor(backend: Backend, guild: Guild, webhook: Webhook) {
    this.#backend = backend;
    this.#guild = guild;
    this.#webhook = webhook;
  }

  /** Undefined when the path names no webhook of a channel, as an interaction's doesn't; 50027 for a wrong token. */
  static of(backend: Backend, { params }: OpenCall): WebhookMessages | undefined {
    const known = backend.webhooks.find(params.application ?? '');
    if (!known) return undefined;
    if (known.webhook.token !== params.token) throw new DiscordError('invalidWebhookToken');
    return new WebhookMessages(backend, known.guild, known.webhook);
  }

  describe(): object {
    const { user: _user, ...open } = webhookJson(this.#webhook) as { user: unknown };
    return open;
  }

  delete(): void {
    this.#backend.webhooks.delete(this.#guild, this.#webhook);
  }

  /** The message with `wait`, nothing without. */
  post({ body, files, query }: OpenCall): object | undefined {
    const form = readMessageForm(body, { files });
    requireContent(form, files.length);
    const errors = new FormErrors();
    const username = errors.text(['username'], isObject(body) ? body.username : undefined, {
      min: 1,
      max: 80,
    });
    errors.throwIfAny();
    const guild = this.#guild;
    const channel = found(guild.channels.get(query.thread_id ?? this.#webhook.channelId), 'unknownChannel');
    const author = webhookAuthor(this.#webhook, username);
    const { applicationId, id } = this.#webhook;
    const about = { webhook_id: id, ...(applicationId === null ? {} : { application_id: applicationId }) };
    const { message } = this.#backend.messages.create({ channel, guild, author, form, files, extra: about });
    return isTrue(query.wait) ? message : undefined;
  }

  get(call: OpenCall): object {
    return this.#own(call).message;
  }

  edit(call: OpenCall): object {
    const stored = this.#own(call);
    const form = readMessageForm(call.body, { files: call.files, before: stored.message });
    this.#backend.messages.edit(stored, form, call.files);
    return stored.message;
  }

  deleteMessage(call: OpenCall): void {
    this.#backend.messages.delete(this.#own(call));
  }

  #own({ params, query }: OpenCall): StoredMessage {
    const channelId = query.thread_id ?? this.#webhook.channelId;
    const stored = found(this.#backend.messages.get(channelId, params.message ?? ''), 'unknownMessage');
    if (stored.message.author.id !== this.#webhook.id) throw new DiscordError('unknownMessage');
    return stored;
  }
}
