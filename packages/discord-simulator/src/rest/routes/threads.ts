import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { isObject } from '../../json.ts';
import { channelJson, threadMemberJson } from '../../world/channel-payloads.ts';
import type { Channel, Guild } from '../../world/records.ts';
import { DiscordError } from '../discord-error.ts';
import { reachGuild } from '../reach.ts';
import { Answer } from '../rest-server.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { messageOf, reach } from './messages.ts';

/** Threads. Voice and stage channels have a chat and messages, but no threads: 50024 there. */
export function threadRoutes(router: Router, backend: Backend): void {
  const { threads } = backend;

  router.bot('POST', '/channels/:channel/threads', (call) => {
    const isPrivate = isObject(call.body) && call.body.type !== ChannelType.PublicThread;
    return create(backend, call, isPrivate);
  });
  router.bot('POST', '/channels/:channel/messages/:message/threads', (call) => {
    const stored = messageOf(backend, call);
    if (stored.guild?.channels.has(stored.message.id)) throw new DiscordError('threadExists');
    return create(backend, call, false, stored.message.id);
  });
  router.bot('GET', '/guilds/:guild/threads/active', ({ application, params }) => {
    const guild = reachGuild(backend, application, params.guild ?? '');
    const active = [...guild.channels.values()].filter(({ thread }) => thread && !thread.archived);
    const own = active.filter(({ thread }) => thread?.members.has(application.user.id));
    return {
      threads: active.map(channelJson),
      members: own.map((channel) => threadMemberJson(channel, application.user.id)),
      has_more: false,
    };
  });
  router.bot('PUT', '/channels/:channel/thread-members/@me', (call) => {
    const { guild, channel } = threadOf(backend, call);
    threads.join(guild, channel, call.application.user.id);
  });
  router.bot('DELETE', '/channels/:channel/thread-members/@me', (call) => {
    const { guild, channel } = threadOf(backend, call);
    threads.leave(guild, channel, call.application.user.id);
  });
  router.bot('PUT', '/channels/:channel/thread-members/:user', (call) => {
    const { guild, channel } = threadOf(backend, call);
    reach(backend, call, 'SendMessages');
    threads.join(guild, channel, call.params.user ?? '');
  });
}

function create(backend: Backend, call: BotCall, isPrivate: boolean, messageId?: string): Answer {
  const { guild, channel } = reach(backend, call, isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads');
  if (!guild || channel.type !== ChannelType.GuildText) throw new DiscordError('wrongChannelType');
  const raw = isObject(call.body) ? call.body : {};
  const errors = new FormErrors();
  const name = errors.text(['name'], raw.name, { min: 1, max: 100, required: true }) ?? '';
  const autoArchive = raw.auto_archive_duration ?? 1_440;
  errors.oneOf(['auto_archive_duration'], autoArchive, [60, 1_440, 4_320, 10_080]);
  errors.throwIfAny();
  const wish = { parent: channel, ownerId: call.application.user.id, name, isPrivate };
  const thread = backend.threads.create(guild, {
    ...wish,
    autoArchive: autoArchive as number,
    ...(messageId === undefined ? {} : { messageId }),
  });
  return new Answer(201, channelJson(thread));
}

function threadOf(backend: Backend, call: BotCall): { guild: Guild; channel: Channel } {
  const { guild, channel } = reach(backend, call);
  if (!guild || !channel.thread) throw new DiscordError('wrongChannelType');
  return { guild, channel };
}
