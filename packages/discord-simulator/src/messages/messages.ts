import type { APIAttachment, APIMessage, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10';
import type { Announcements } from '../guild/announcements.ts';
import type { Ids } from '../ids.ts';
import type { MessageForm } from '../rest/validation/message-form.ts';
import type { Transcript } from '../transcript.ts';
import { memberJson, userJson } from '../world/payloads.ts';
import type { Channel, Guild, User } from '../world/records.ts';
import { timestamp } from '../world/timestamp.ts';
import type { World } from '../world/world.ts';
import { componentsJson } from './component-json.ts';
import type { UploadedFile, Uploads } from './uploads.ts';

export interface StoredMessage {
  /** As it is now; replaced, never changed, by an edit. */
  message: APIMessage;
  readonly channel: Channel;
  readonly guild?: Guild;
  readonly applicationId?: string;
  readonly interactionId?: string;
  /** The one user who sees it. */
  readonly visibleTo?: string;
}

export interface NewMessage {
  channel: Channel;
  guild?: Guild | undefined;
  author: User;
  form: MessageForm;
  files: readonly UploadedFile[];
  applicationId?: string;
  interactionId?: string;
  visibleTo?: string;
  /** More of Discord's fields, for instance `interaction_metadata`. */
  extra?: Partial<APIMessage>;
}

const kept = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/** Messages kept; a simulator that runs for weeks forgets older ones. */
const limit = 50_000;

/** All messages, and who is told of them: everybody's go to the bots of the guild, ephemeral ones to nobody. */
export class Messages {
  readonly #deps: {
    ids: Ids;
    world: World;
    announcements: Announcements;
    uploads: Uploads;
    transcript: Transcript;
  };
  readonly #messages = new Map<string, StoredMessage>();
  readonly #nonces = new Map<string, string>();

  constructor(deps: {
    ids: Ids;
    world: World;
    announcements: Announcements;
    uploads: Uploads;
    transcript: Transcript;
  }) {
    this.#deps = deps;
  }

  get(channelId: string, messageId: string): StoredMessage | undefined {
    const stored = this.#messages.get(messageId);
    return stored?.channel.id === channelId ? stored : undefined;
  }

  /** Newest first, what everybody sees. */
  list(channelId: string, count: number): APIMessage[] {
    return [...this.#messages.values()]
      .filter(({ channel, visibleTo }) => channel.id === channelId && visibleTo === undefined)
      .map(({ message }) => message)
      .reverse()
      .slice(0, count);
  }

  /** The message the author sent with this nonce in the last minutes, for `enforce_nonce`. */
  sentWithNonce(author: User, channel: Channel, nonce: string | number): StoredMessage | undefined {
    const id = this.#nonces.get(`${author.id} ${channel.id} ${nonce}`);
    return id === undefined ? undefined : this.#messages.get(id);
  }

  create(wish: NewMessage): StoredMessage {
    const { channel, guild, author, form } = wish;
    const id = this.#deps.ids.next();
    const flags = (form.flags & kept) | (wish.visibleTo === undefined ? 0 : MessageFlags.Ephemeral);
    const attachments = this.#attach(channel, form, wish.files);
    const message = {
      id,
      channel_id: channel.id,
      type: MessageType.Default,
      author: userJson(author),
      content: form.content ?? '',
      embeds: (form.embeds ?? []).map((embed) => ({ type: 'rich', ...embed })),
      components: this.#components(form, attachments),
      attachments,
      timestamp: timestamp(),
      edited_timestamp: null,
      tts: form.tts,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      pinned: false,
      flags,
      ...(form.nonce === undefined ? {} : { nonce: form.nonce }),
      ...this.#reply(channel, form),
      ...wish.extra,
    } as unknown as APIMessage;
    message.flags = flags | (wish.extra?.flags ?? 0);
    const stored: StoredMessage = {
      message,
      channel,
      ...(guild ? { guild } : {}),
      ...(wish.applicationId === undefined ? {} : { applicationId: wish.applicationId }),
      ...(wish.interactionId === undefined ? {} : { interactionId: wish.interactionId }),
      ...(wish.visibleTo === undefined ? {} : { visibleTo: wish.visibleTo }),
    };
    this.#messages.set(id, stored);
    forgetOldest(this.#messages);
    if (form.nonce !== undefined) {
      this.#nonces.set(`${author.id} ${channel.id} ${form.nonce}`, id);
      forgetOldest(this.#nonces);
    }
    if (stored.visibleTo === undefined) channel.lastMessageId = id;
    this.#tell('create', stored);
    return stored;
  }

  /** Fields absent from the form stay. A deferred placeholder loses its loading flag. */
  edit(stored: StoredMessage, form: MessageForm, files: readonly UploadedFile[]): void {
    const before = stored.message;
    const wasLoading = ((before.flags ?? 0) & MessageFlags.Loading) !== 0;
    const keptIds = form.attachments?.map(({ id }) => String(id));
    const attachments = [
      ...before.attachments.filter(({ id }) => !keptIds || keptIds.includes(id)),
      ...this.#attach(stored.channel, form, files),
    ];
    const flags = ((before.flags ?? 0) & ~MessageFlags.Loading) | (form.flags & MessageFlags.IsComponentsV2);
    stored.message = {
      ...before,
      ...(form.content === undefined ? {} : { content: form.content }),
      ...(form.embeds === undefined
        ? {}
        : { embeds: form.embeds.map((embed) => ({ type: 'rich', ...embed })) }),
      ...(form.components === undefined ? {} : { components: this.#components(form, attachments) }),
      attachments,
      edited_timestamp: wasLoading ? null : timestamp(),
      flags,
    } as APIMessage;
    this.#tell('edit', stored);
  }

  delete(stored: StoredMessage): void {
    this.#messages.delete(stored.message.id);
    this.#tell('delete', stored);
  }

  #components(form: MessageForm, attachments: readonly APIAttachment[]): APIMessageTopLevelComponent[] {
    return componentsJson(form.components ?? [], {
      id: () => this.#deps.ids.next(),
      attachment: (name) => attachments.find(({ filename }) => filename === name),
    });
  }

  #attach(channel: Channel, form: MessageForm, files: readonly UploadedFile[]): APIMessage['attachments'] {
    return files.map((file, index) => {
      const about = form.attachments?.find(({ id }) => String(id) === String(index));
      const stored = this.#deps.uploads.store(channel.id, file);
      return about?.description === undefined ? stored : { ...stored, description: about.description };
    });
  }

  #reply(channel: Channel, form: MessageForm): Partial<APIMessage> {
    if (!form.reference) return {};
    const target = this.get(channel.id, form.reference.messageId);
    return {
      type: MessageType.Reply,
      message_reference: {
        type: MessageReferenceType.Default,
        channel_id: channel.id,
        message_id: form.reference.messageId,
        ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
      },
      referenced_message: target?.message ?? null,
    } as Partial<APIMessage>;
  }

  #tell(action: 'create' | 'edit' | 'delete', stored: StoredMessage): void {
    const { message, channel, guild, visibleTo, interactionId } = stored;
    this.#deps.transcript.append({
      kind: 'message',
      action,
      messageId: message.id,
      channelId: channel.id,
      authorId: message.author.id,
      ...(guild ? { guildId: guild.id } : {}),
      ...(interactionId === undefined ? {} : { interactionId }),
      ...(visibleTo === undefined ? {} : { visibleTo }),
      ...(action === 'delete' ? {} : { message }),
    });
    if (visibleTo !== undefined) return;
    const event = { create: 'MESSAGE_CREATE', edit: 'MESSAGE_UPDATE', delete: 'MESSAGE_DELETE' }[action];
    const receivers = guild
      ? [...this.#deps.world.applications.keys()].filter((id) => guild.members.has(id))
      : (channel.recipients ?? []).filter(({ bot }) => bot).map(({ id }) => id);
    for (const botId of receivers) {
      const data =
        action === 'delete'
          ? { id: message.id, channel_id: channel.id, ...(guild ? { guild_id: guild.id } : {}) }
          : this.#seenBy(stored, botId);
      this.#deps.announcements.message(botId, event, data, guild?.id);
    }
  }

  /** With and without the text: a bot without the message-content intent reads its own and what mentions it. */
  #seenBy(stored: StoredMessage, botId: string): { full: object; stripped: object } {
    const { message, guild } = stored;
    const author = guild?.members.get(message.author.id);
    const { user: _user, ...member } = author ? memberJson(author) : { user: undefined };
    const full = { ...message, ...(guild ? { guild_id: guild.id, member } : {}) };
    const open = !guild || message.author.id === botId || message.content.includes(`<@${botId}>`);
    const stripped = open ? full : { ...full, content: '', embeds: [], components: [], attachments: [] };
    return { full, stripped };
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.size > limit ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
