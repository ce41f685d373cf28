import type { APIAttachment, APIMessage, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';
import type { MessageForm } from '../rest/validation/message-form.ts';
import { userJson } from '../world/payloads.ts';
import type { Channel, Guild, User } from '../world/records.ts';
import { timestamp } from '../world/timestamp.ts';
import type { World } from '../world/world.ts';
import { componentsJson } from './component-json.ts';
import { readMentions } from './mentions.ts';
import type { MessageEvents } from './message-events.ts';
import { isLoading } from './stored-message.ts';
import type { StoredMessage } from './stored-message.ts';
import type { UploadedFile, Uploads } from './uploads.ts';

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

/** Which messages of a channel: at most one of `before`, `after` and `around`. */
export interface MessageRange {
  limit: number;
  before?: string;
  after?: string;
  around?: string;
}

const kept = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/** Messages kept; a simulator that runs for weeks forgets older ones. */
const limit = 50_000;

/** A nonce that must be unique is remembered for some minutes. */
const nonceMs = 5 * 60_000;

/** All messages. */
export class Messages {
  readonly #deps: { ids: Ids; world: World; events: MessageEvents; uploads: Uploads };
  readonly #messages = new Map<string, StoredMessage>();
  readonly #nonces = new Map<string, { id: string; at: number }>();

  constructor(deps: { ids: Ids; world: World; events: MessageEvents; uploads: Uploads }) {
    this.#deps = deps;
  }

  get(channelId: string, messageId: string): StoredMessage | undefined {
    const stored = this.#messages.get(messageId);
    return stored?.channel.id === channelId ? stored : undefined;
  }

  /** What everybody sees, newest first. */
  all(channelId: string): StoredMessage[] {
    return [...this.#messages.values()]
      .filter(({ channel, visibleTo }) => channel.id === channelId && visibleTo === undefined)
      .reverse();
  }

  /** Newest first. */
  range(channelId: string, { limit: count, before, after, around }: MessageRange): StoredMessage[] {
    const all = this.all(channelId);
    const idOf = ({ message }: StoredMessage): bigint => BigInt(message.id);
    if (before !== undefined) return all.filter((stored) => idOf(stored) < BigInt(before)).slice(0, count);
    if (after !== undefined) return all.filter((stored) => idOf(stored) > BigInt(after)).slice(-count);
    if (around === undefined) return all.slice(0, count);
    const newer = all.filter((stored) => idOf(stored) > BigInt(around)).slice(-Math.floor(count / 2));
    const older = all.filter((stored) => idOf(stored) <= BigInt(around));
    return [...(count < 2 ? [] : newer), ...older].slice(0, count);
  }

  list(channelId: string, count: number): APIMessage[] {
    return this.all(channelId)
      .map(({ message }) => message)
      .slice(0, count);
  }

  /** The message the author sent with this nonce in the last minutes, for `enforce_nonce`. */
  sentWithNonce(author: User, channel: Channel, nonce: string | number): StoredMessage | undefined {
    const sent = this.#nonces.get(`${author.id} ${channel.id} ${nonce}`);
    return sent && Date.now() - sent.at < nonceMs ? this.#messages.get(sent.id) : undefined;
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
      embeds: embedsOf(form),
      components: this.#components(form, attachments),
      attachments,
      timestamp: timestamp(),
      edited_timestamp: null,
      tts: form.tts,
      ...this.#mentions(wish, form),
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
      reactions: new Map(),
      ...(guild ? { guild } : {}),
      ...(wish.applicationId === undefined ? {} : { applicationId: wish.applicationId }),
      ...(wish.interactionId === undefined ? {} : { interactionId: wish.interactionId }),
      ...(wish.visibleTo === undefined ? {} : { visibleTo: wish.visibleTo }),
    };
    this.#messages.set(id, stored);
    forgetOldest(this.#messages);
    if (form.nonce !== undefined) {
      this.#nonces.set(`${author.id} ${channel.id} ${form.nonce}`, { id, at: Date.now() });
      forgetOldest(this.#nonces);
    }
    if (stored.visibleTo === undefined) channel.lastMessageId = id;
    if (channel.thread) channel.thread.messageCount += 1;
    this.#deps.events.changed('create', stored);
    return stored;
  }

  /** Fields absent from the form stay. A deferred placeholder loses its loading flag. */
  edit(stored: StoredMessage, form: MessageForm, files: readonly UploadedFile[]): void {
    const before = stored.message;
    const keptIds = form.attachments?.map(({ id }) => id);
    const attachments = [
      ...before.attachments.filter(({ id }) => !keptIds || keptIds.includes(id)),
      ...this.#attach(stored.channel, form, files),
    ];
    const flags = ((before.flags ?? 0) & ~MessageFlags.Loading) | (form.flags & MessageFlags.IsComponentsV2);
    const author = this.#deps.world.users.get(before.author.id);
    stored.message = {
      ...before,
      ...(form.content === undefined ? {} : { content: form.content }),
      ...(form.content === undefined || !author ? {} : this.#mentions({ ...stored, author }, form)),
      ...(form.embeds === undefined ? {} : { embeds: embedsOf(form) }),
      ...(form.components === undefined ? {} : { components: this.#components(form, attachments) }),
      attachments,
      edited_timestamp: isLoading(stored) ? null : timestamp(),
      flags,
    } as APIMessage;
    this.#deps.events.changed('edit', stored);
  }

  delete(stored: StoredMessage): void {
    this.#messages.delete(stored.message.id);
    this.#deps.events.deleted(stored);
  }

  bulkDelete(all: readonly StoredMessage[]): void {
    for (const { message } of all) this.#messages.delete(message.id);
    this.#deps.events.bulkDeleted(all);
  }

  #mentions(
    { channel, guild, author }: { channel: Channel; guild?: Guild | undefined; author: User },
    form: MessageForm,
  ): object {
    const target = form.reference && this.get(channel.id, form.reference.messageId);
    return readMentions(form.content ?? '', {
      channel,
      guild,
      author,
      users: this.#deps.world.users,
      repliedTo: target && this.#deps.world.users.get(target.message.author.id),
      allowed: form.allowedMentions,
    });
  }

  #components(form: MessageForm, attachments: readonly APIAttachment[]): APIMessageTopLevelComponent[] {
    return componentsJson(form.components ?? [], {
      id: () => this.#deps.ids.next(),
      attachment: (name) => attachments.find(({ filename }) => filename === name),
    });
  }

  #attach(channel: Channel, form: MessageForm, files: readonly UploadedFile[]): APIMessage['attachments'] {
    return files.map((file, index) => {
      const about = form.attachments?.find(({ id }) => id === String(index));
      const stored = this.#deps.uploads.store(channel.id, file);
      return about?.description === undefined ? stored : { ...stored, description: about.description };
    });
  }

  #reply(channel: Channel, form: MessageForm): Partial<APIMessage> {
    if (!form.reference) return {};
    const target = this.get(channel.id, form.reference.messageId);
    // One level: what the target replied to is not repeated.
    const { referenced_message: _inner, ...shown } = target?.message ?? {};
    return {
      type: MessageType.Reply,
      message_reference: {
        type: MessageReferenceType.Default,
        channel_id: channel.id,
        message_id: form.reference.messageId,
        ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
      },
      referenced_message: target ? shown : null,
    } as Partial<APIMessage>;
  }
}

function embedsOf(form: MessageForm): object[] {
  return (form.embeds ?? []).map((embed) => ({
    type: 'rich',
    ...embed,
    ...(embed.timestamp ? { timestamp: timestamp(new Date(embed.timestamp)) } : {}),
  }));
}

function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.size > limit ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
