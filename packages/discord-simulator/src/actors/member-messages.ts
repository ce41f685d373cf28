import type { APIMessage } from 'discord-api-types/v10';
import type { Backend } from '../backend.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import type { UploadedFile } from '../messages/uploads.ts';
import type { MessageForm } from '../rest/validation/message-form.ts';
import { requireContent } from '../rest/validation/message-form.ts';
import { isEmoji } from '../rest/routes/reactions.ts';
import { may } from '../world/permissions.ts';
import type { PermissionName } from '../world/permissions.ts';
import type { Channel, Guild, Member } from '../world/records.ts';

export interface SayOptions {
  /** The message she replies to. */
  replyTo?: { id: string };
  /** Whether the reply pings its author; she does by default. */
  ping?: boolean;
  files?: readonly UploadedFile[];
}

/** What a member does with messages. Throws what Discord's client would not let her do. */
export class MemberMessages {
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #member: Member;

  constructor(backend: Backend, guild: Guild, member: Member) {
    this.#backend = backend;
    this.#guild = guild;
    this.#member = member;
  }

  say(channel: Channel, content: string, options: SayOptions = {}): APIMessage {
    const { replyTo, ping = true, files = [] } = options;
    this.#require(
      channel,
      'send messages',
      'SendMessages',
      ...(files.length > 0 ? (['AttachFiles'] as const) : []),
    );
    if (content.length > 2_000) throw new Error('a message has at most 2000 characters');
    const everybody = {
      parse: new Set(['users', 'roles', 'everyone']),
      users: new Set<string>(),
      roles: new Set<string>(),
    };
    const form: MessageForm = {
      content,
      flags: 0,
      tts: false,
      enforceNonce: false,
      allowedMentions: { ...everybody, repliedUser: ping },
      ...(replyTo
        ? { reference: { messageId: this.find(channel, replyTo.id).message.id, failIfNotExists: true } }
        : {}),
    };
    requireContent(form, files.length);
    const author = this.#member.user;
    return this.#backend.messages.create({ channel, guild: this.#guild, author, form, files }).message;
  }

  edit(channel: Channel, id: string, content: string): APIMessage {
    const stored = this.find(channel, id);
    if (!this.#isOwn(stored)) throw new Error('only the author edits a message');
    this.#backend.messages.edit(stored, { content, flags: 0, tts: false, enforceNonce: false }, []);
    return stored.message;
  }

  delete(channel: Channel, id: string): void {
    const stored = this.find(channel, id);
    if (!this.#isOwn(stored)) this.#require(channel, 'delete messages of others', 'ManageMessages');
    this.#backend.messages.delete(stored);
  }

  react(channel: Channel, id: string, emoji: string): void {
    const stored = this.find(channel, id);
    if (!isEmoji(emoji)) throw new Error(`"${emoji}" is no emoji`);
    if (!stored.reactions.has(emoji)) this.#require(channel, 'add reactions', 'AddReactions');
    this.#backend.reactions.add(stored, emoji, this.#member.user.id);
  }

  unreact(channel: Channel, id: string, emoji: string): void {
    this.#backend.reactions.remove(this.find(channel, id), emoji, this.#member.user.id);
  }

  pin(channel: Channel, id: string): void {
    this.#require(channel, 'pin messages', 'PinMessages');
    this.#backend.pins.pin(this.find(channel, id), this.#member.user);
  }

  unpin(channel: Channel, id: string): void {
    this.#require(channel, 'unpin messages', 'PinMessages');
    this.#backend.pins.unpin(this.find(channel, id));
  }

  /** The message, if she sees it. */
  find(channel: Channel, id: string): StoredMessage {
    const stored = this.#backend.messages.get(channel.id, id);
    if (!stored) throw new Error('the message is gone');
    if (stored.visibleTo !== undefined && stored.visibleTo !== this.#member.user.id) {
      throw new Error('only the one it was written for sees this message');
    }
    return stored;
  }

  #isOwn({ message }: StoredMessage): boolean {
    return message.author.id === this.#member.user.id;
  }

  #require(channel: Channel, what: string, ...names: PermissionName[]): void {
    if (may(this.#guild, channel, this.#member.user.id, 'ViewChannel', ...names)) return;
    throw new Error(`you do not have permission to ${what} here`);
  }
}
