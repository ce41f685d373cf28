import type { APIMessage } from 'discord-api-types/v10';
import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import type { GatewaySessions } from '../gateway/gateway-sessions.ts';
import type { Ids } from '../ids.ts';
import { randomText } from '../ids.ts';
import type { Messages } from '../messages/messages.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import type { UploadedFile } from '../messages/uploads.ts';
import { DiscordError, found } from '../rest/discord-error.ts';
import type { MessageForm } from '../rest/validation/message-form.ts';
import type { SimulatorSettings } from '../settings.ts';
import type { Transcript } from '../transcript.ts';
import { userJson } from '../world/payloads.ts';
import type { CallbackForm } from './callback-form.ts';
import { Interaction } from './interaction.ts';
import type { InteractionOrigin } from './interaction.ts';
import { interactionJson } from './interaction-payload.ts';

export interface InteractionsDependencies {
  settings: SimulatorSettings;
  ids: Ids;
  sessions: GatewaySessions;
  messages: Messages;
  transcript: Transcript;
}

/** Opens interactions and judges what applications answer: once, within 3 s; then by webhook, within 15 minutes. */
export class Interactions {
  readonly #deps: InteractionsDependencies;
  readonly #interactions = new Map<string, Interaction>();
  readonly #byToken = new Map<string, Interaction>();
  readonly #deadlines = new Map<Interaction, NodeJS.Timeout>();

  constructor(deps: InteractionsDependencies) {
    this.#deps = deps;
  }

  get(id: string): Interaction | undefined {
    return this.#interactions.get(id);
  }

  open(origin: InteractionOrigin, data: object): Interaction {
    const { ids, settings, transcript, sessions } = this.#deps;
    this.#forgetOld();
    const interaction = new Interaction(ids.next(), `aW50${randomText(60)}`, origin);
    this.#interactions.set(interaction.id, interaction);
    this.#byToken.set(interaction.token, interaction);
    transcript.append({
      kind: 'interaction',
      interactionId: interaction.id,
      applicationId: origin.application.id,
      guildId: origin.guild.id,
      channelId: origin.channel.id,
      userId: origin.member.user.id,
      type: origin.kind,
      text: origin.text,
    });
    const timer = setTimeout(() => this.#timeout(interaction), settings.firstResponseMs);
    this.#deadlines.set(interaction, timer);
    const payload = interactionJson(interaction, data);
    sessions.dispatch(origin.application.id, 'INTERACTION_CREATE', payload, {
      guildId: origin.guild.id,
    });
    return interaction;
  }

  /** The interaction a callback is for, or 10062 or 40060. */
  awaiting(id: string, token: string): Interaction {
    const interaction = this.#interactions.get(id);
    if (interaction?.token !== token || interaction.state === 'failed') {
      throw new DiscordError('unknownInteraction');
    }
    if (interaction.response) throw new DiscordError('alreadyAcknowledged');
    return interaction;
  }

  respond(interaction: Interaction, form: CallbackForm, files: readonly UploadedFile[]): void {
    clearTimeout(this.#deadlines.get(interaction));
    this.#deadlines.delete(interaction);
    const ephemeral = ((form.message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    interaction.acknowledge(form.type, ephemeral);
    this.#deps.transcript.append({
      kind: 'response',
      interactionId: interaction.id,
      applicationId: interaction.origin.application.id,
      type: form.type,
      ephemeral,
      afterMs: interaction.ackMs ?? 0,
      ...(form.choices ? { choices: form.choices } : {}),
    });
    interaction.choices = form.choices;
    interaction.modal = form.modal;
    this.#apply(interaction, form, files);
    interaction.changed();
  }

  /** The interaction whose webhook is called: 10015 for another application's, 50027 for a token that is not (any more) good. */
  byWebhook(applicationId: string, token: string): Interaction {
    const interaction = found(this.#byToken.get(token), 'invalidWebhookToken');
    if (interaction.origin.application.id !== applicationId) throw new DiscordError('unknownWebhook');
    if (interaction.ageMs > this.#deps.settings.interactionTokenMs) {
      throw new DiscordError('invalidWebhookToken');
    }
    if (!interaction.response) throw new DiscordError('unknownWebhook');
    return interaction;
  }

  message(interaction: Interaction, messageId: string): StoredMessage {
    const stored =
      messageId === '@original'
        ? interaction.original
        : [interaction.original, ...interaction.followUps].find((own) => own?.message.id === messageId);
    return found(stored, 'unknownMessage');
  }

  edit(
    interaction: Interaction,
    stored: StoredMessage,
    form: MessageForm,
    files: readonly UploadedFile[],
  ): void {
    this.#deps.messages.edit(stored, form, files);
    if (stored === interaction.original) interaction.state = 'answered';
    interaction.changed();
  }

  /** A new message; right after a deferral it fills the placeholder instead, as Discord does. */
  followUp(interaction: Interaction, form: MessageForm, files: readonly UploadedFile[]): StoredMessage {
    const { original, response } = interaction;
    const isPlaceholder =
      response?.type === InteractionResponseType.DeferredChannelMessageWithSource &&
      interaction.state === 'deferred';
    if (original && isPlaceholder) {
      this.edit(interaction, original, form, files);
      return original;
    }
    const stored = this.#show(interaction, form, files, false);
    interaction.followUps.push(stored);
    interaction.state = 'answered';
    interaction.changed();
    return stored;
  }

  delete(interaction: Interaction, stored: StoredMessage): void {
    this.#deps.messages.delete(stored);
    if (stored === interaction.original) {
      interaction.original = undefined;
      interaction.state = 'answered';
    } else {
      interaction.followUps.splice(interaction.followUps.indexOf(stored), 1);
    }
    interaction.changed();
  }

  stop(): void {
    for (const timer of this.#deadlines.values()) clearTimeout(timer);
    this.#deadlines.clear();
  }

  /** What the response does to messages: a new one, a placeholder, a change of the source, or nothing. */
  #apply(interaction: Interaction, form: CallbackForm, files: readonly UploadedFile[]): void {
    const { type, message } = form;
    const deferred = type === InteractionResponseType.DeferredChannelMessageWithSource;
    if (deferred || type === InteractionResponseType.ChannelMessageWithSource) {
      interaction.original = this.#show(interaction, message, files, deferred);
    }
    const updates = type === InteractionResponseType.UpdateMessage;
    if (!updates && type !== InteractionResponseType.DeferredMessageUpdate) return;
    interaction.original = interaction.origin.source;
    if (updates && interaction.original && message) {
      this.#deps.messages.edit(interaction.original, message, files);
    }
  }

  #show(
    interaction: Interaction,
    form: MessageForm | undefined,
    files: readonly UploadedFile[],
    loading: boolean,
  ): StoredMessage {
    const { application, channel, guild, member, text, kind, source } = interaction.origin;
    const ephemeral = ((form?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const type = { command: 2, autocomplete: 4, component: 3, modal: 5 }[kind];
    const name = text.replace(/^\//, '').split(/\s+\S+:/)[0] ?? '';
    const user = userJson(member.user);
    return this.#deps.messages.create({
      channel,
      guild,
      author: application.user,
      form: form ?? { flags: 0, tts: false, enforceNonce: false },
      files,
      applicationId: application.id,
      interactionId: interaction.id,
      ...(ephemeral ? { visibleTo: member.user.id } : {}),
      extra: {
        type: kind !== 'command' ? 0 : text.startsWith('/') ? 20 : 23,
        application_id: application.id,
        webhook_id: application.id,
        flags: loading ? MessageFlags.Loading : 0,
        ...(kind === 'command' ? { interaction: { id: interaction.id, type, name, user } } : {}),
        interaction_metadata: {
          id: interaction.id,
          type,
          user,
          authorizing_integration_owners: { '0': guild.id },
          ...(source ? { interacted_message_id: source.message.id } : {}),
        },
      } as unknown as Partial<APIMessage>,
    });
  }

  #timeout(interaction: Interaction): void {
    this.#deadlines.delete(interaction);
    interaction.state = 'failed';
    this.#deps.transcript.append({
      kind: 'no-response',
      interactionId: interaction.id,
      applicationId: interaction.origin.application.id,
    });
    interaction.changed();
  }

  /** Interactions come in the order of time, so the old ones are in front. */
  #forgetOld(): void {
    const keepMs = this.#deps.settings.interactionTokenMs * 2;
    for (const interaction of this.#interactions.values()) {
      if (interaction.ageMs < keepMs) return;
      this.#interactions.delete(interaction.id);
      this.#byToken.delete(interaction.token);
    }
  }
}
