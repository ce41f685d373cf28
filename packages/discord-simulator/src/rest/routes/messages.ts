import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { seenBy, withoutContent } from '../../messages/stored-message.ts';
import type { StoredMessage } from '../../messages/stored-message.ts';
import { may } from '../../world/permissions.ts';
import type { PermissionName } from '../../world/permissions.ts';
import type { Application } from '../../world/records.ts';
import { privilegedIntents } from '../../world/world.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachChannel } from '../reach.ts';
import type { Reached } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { readMessageForm, requireContent } from '../validation/message-form.ts';
import type { MessageForm } from '../validation/message-form.ts';
import { readBulk, readRange } from '../validation/message-queries.ts';

const messageContent = 1 << 15;

/** Messages of a bot in the channels it sees. */
export function messageRoutes(router: Router, backend: Backend): void {
  const { messages, transcript, announcements } = backend;
  const path = '/channels/:channel/messages';

  router.bot('POST', path, (call) => {
    const reached = reach(backend, call, 'SendMessages');
    const form = readMessageForm(call.body, { files: call.files });
    requireContent(form, call.files.length);
    requireFor(call, reached, form);
    requireTarget(backend, reached, form);
    requireOpenDirectMessages(backend, call, reached);
    if (reached.channel.thread?.archived && reached.channel.thread.locked)
      throw new DiscordError('threadArchived');
    const { user: author, id: applicationId } = call.application;
    if (form.enforceNonce && form.nonce !== undefined) {
      const sent = messages.sentWithNonce(author, reached.channel, form.nonce);
      if (sent) return sent.message;
    }
    return messages.create({ ...reached, author, form, files: call.files, applicationId }).message;
  });
  router.bot('GET', path, (call) => {
    const { channel } = reach(backend, call, 'ReadMessageHistory');
    return messages
      .range(channel.id, readRange(call.query))
      .map((stored) => readBy(stored, call.application));
  });
  router.bot('GET', `${path}/:message`, (call) => {
    reach(backend, call, 'ReadMessageHistory');
    return readBy(messageOf(backend, call), call.application);
  });
  router.bot('PATCH', `${path}/:message`, (call) => {
    const reached = reach(backend, call);
    const stored = messageOf(backend, call);
    if (stored.message.author.id !== call.application.user.id) throw new DiscordError('notYourMessage');
    const form = readMessageForm(call.body, { files: call.files, before: stored.message });
    requireFor(call, reached, form);
    messages.edit(stored, form, call.files);
    return readBy(stored, call.application);
  });
  router.bot('DELETE', `${path}/:message`, (call) => {
    const stored = messageOf(backend, call);
    const own = stored.message.author.id === call.application.user.id;
    reach(backend, call, ...(own ? [] : (['ManageMessages'] as const)));
    messages.delete(stored);
  });
  router.bot('POST', `${path}/bulk-delete`, (call) => {
    const { channel } = reach(backend, call, 'ManageMessages');
    const ids = readBulk(call.body);
    messages.bulkDelete(ids.flatMap((id) => messages.get(channel.id, id) ?? []));
  });
  router.bot('POST', '/channels/:channel/typing', (call) => {
    const { channel, guild } = reach(backend, call, 'SendMessages');
    const userId = call.application.user.id;
    transcript.append({ kind: 'typing', channelId: channel.id, userId });
    const typing = { channel_id: channel.id, user_id: userId, timestamp: Math.floor(Date.now() / 1_000) };
    if (guild) announcements.toGuild(guild, 'TYPING_START', { ...typing, guild_id: guild.id });
  });
}

export function reach(
  backend: Backend,
  { application, params }: BotCall,
  ...names: PermissionName[]
): Reached {
  return reachChannel(backend, application, params.channel ?? '', ...names);
}

/** The message a route names, ephemeral ones excepted. */
export function messageOf({ messages }: Backend, { params }: BotCall): StoredMessage {
  const stored = messages.get(params.channel ?? '', params.message ?? '');
  if (stored?.visibleTo !== undefined) throw new DiscordError('unknownMessage');
  return found(stored, 'unknownMessage');
}

/** Without the message-content intent in its settings an application reads no texts over REST either. */
export function readBy(stored: StoredMessage, { user, privilegedIntents: granted }: Application): object {
  const message = seenBy(stored, user.id);
  return granted & privilegedIntents & messageContent ? message : withoutContent(stored, message, user.id);
}

/** Embeds and files need permissions of their own. */
function requireFor({ application, files }: BotCall, { channel, guild }: Reached, form: MessageForm): void {
  if (!guild) return;
  const names: PermissionName[] = [];
  if ((form.embeds ?? []).length > 0) names.push('EmbedLinks');
  if (files.length > 0) names.push('AttachFiles');
  if (form.reference) names.push('ReadMessageHistory');
  if (form.tts) names.push('SendTTSMessages');
  if (!may(guild, channel, application.user.id, ...names)) throw new DiscordError('missingPermissions');
}

function requireTarget({ messages }: Backend, { channel }: Reached, { reference }: MessageForm): void {
  if (channel.type === ChannelType.GuildCategory) throw new DiscordError('wrongChannelType');
  if (!reference?.failIfNotExists || messages.get(channel.id, reference.messageId)) return;
  const errors = new FormErrors();
  errors.add(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  errors.throwIfAny();
}

/** A user gets a bot's direct messages if they share a guild and the user keeps them open. */
function requireOpenDirectMessages({ world }: Backend, { application }: BotCall, { channel }: Reached): void {
  const recipient = channel.recipients?.find(({ bot }) => !bot);
  if (!recipient) return;
  const share = world.guildsOf(application.user.id).some(({ members }) => members.has(recipient.id));
  if (recipient.directMessagesClosed || !share) throw new DiscordError('cannotMessageUser');
}
