import type { Backend } from '../../backend.ts';
import type { StoredMessage } from '../../messages/messages.ts';
import { may } from '../../world/permissions.ts';
import type { PermissionName } from '../../world/permissions.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachChannel } from '../reach.ts';
import type { Reached } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { readMessageForm, requireContent } from '../validation/message-form.ts';
import type { MessageForm } from '../validation/message-form.ts';

/** Messages of a bot in the channels it sees. */
export function messageRoutes(router: Router, backend: Backend): void {
  const { messages, transcript, announcements } = backend;
  const path = '/channels/:channel/messages';
  const reach = ({ application, params }: BotCall, ...names: PermissionName[]): Reached =>
    reachChannel(backend, application, params.channel ?? '', ...names);
  const message = (call: BotCall): StoredMessage => {
    const stored = messages.get(call.params.channel ?? '', call.params.message ?? '');
    if (stored?.visibleTo !== undefined) throw new DiscordError('unknownMessage');
    return found(stored, 'unknownMessage');
  };

  router.bot('POST', path, (call) => {
    const reached = reach(call, 'SendMessages');
    const form = readMessageForm(call.body);
    requireContent(form, call.files.length);
    requireFor(call, reached, form);
    requireTarget(backend, reached, form);
    requireOpenDirectMessages(backend, call, reached);
    const { user: author, id: applicationId } = call.application;
    if (form.enforceNonce && form.nonce !== undefined) {
      const sent = messages.sentWithNonce(author, reached.channel, form.nonce);
      if (sent) return sent.message;
    }
    return messages.create({ ...reached, author, form, files: call.files, applicationId }).message;
  });
  router.bot('GET', path, (call) => {
    const { channel } = reach(call, 'ReadMessageHistory');
    return messages.list(channel.id, Math.min(100, Number(call.query.limit ?? 50)));
  });
  router.bot('GET', `${path}/:message`, (call) => {
    reach(call, 'ReadMessageHistory');
    return message(call).message;
  });
  router.bot('PATCH', `${path}/:message`, (call) => {
    const reached = reach(call);
    const stored = message(call);
    if (stored.message.author.id !== call.application.user.id) throw new DiscordError('notYourMessage');
    const form = readMessageForm(call.body);
    requireFor(call, reached, form);
    messages.edit(stored, form, call.files);
    return stored.message;
  });
  router.bot('DELETE', `${path}/:message`, (call) => {
    const stored = message(call);
    const own = stored.message.author.id === call.application.user.id;
    reach(call, ...(own ? [] : (['ManageMessages'] as const)));
    messages.delete(stored);
  });
  for (const pins of ['/channels/:channel/pins/:message', `${path}/pins/:message`]) {
    router.bot('PUT', pins, (call) => {
      reach(call, 'ManageMessages');
      const stored = message(call);
      stored.message = { ...stored.message, pinned: true };
    });
  }
  router.bot('POST', '/channels/:channel/typing', (call) => {
    const { channel, guild } = reach(call, 'SendMessages');
    const userId = call.application.user.id;
    transcript.append({ kind: 'typing', channelId: channel.id, userId });
    const timestamp = Math.floor(Date.now() / 1_000);
    const typing = { channel_id: channel.id, user_id: userId, timestamp };
    if (guild) announcements.toGuild(guild, 'TYPING_START', { ...typing, guild_id: guild.id });
  });
}

/** Embeds and files need permissions of their own. */
function requireFor({ application, files }: BotCall, { channel, guild }: Reached, form: MessageForm): void {
  if (!guild) return;
  const names: PermissionName[] = [];
  if ((form.embeds ?? []).length > 0) names.push('EmbedLinks');
  if (files.length > 0) names.push('AttachFiles');
  if (form.reference) names.push('ReadMessageHistory');
  if (!may(guild, channel, application.user.id, ...names)) throw new DiscordError('missingPermissions');
}

function requireTarget({ messages }: Backend, { channel }: Reached, { reference }: MessageForm): void {
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
