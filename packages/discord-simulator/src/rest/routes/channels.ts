import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { isObject } from '../../json.ts';
import { channelJson } from '../../world/channel-payloads.ts';
import { channelPermissions } from '../../world/permissions.ts';
import type { Channel, Guild } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachChannel, reachGuild, requireInGuild } from '../reach.ts';
import type { Reached } from '../reach.ts';
import { Answer } from '../rest-server.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { readChannel, readChannelType, readOverwrite } from '../validation/channel-form.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { readThread } from '../validation/thread-form.ts';

/** Channels of a guild: made, changed, given overwrites, deleted. */
export function channelRoutes(router: Router, backend: Backend): void {
  const { guildChanges, threads } = backend;
  const manage = (call: BotCall): { channel: Channel; guild: Guild } => {
    const id = call.params.channel ?? '';
    const reached = reachChannel(backend, call.application, id);
    const needed = reached.channel.thread ? 'ManageThreads' : 'ManageChannels';
    const { channel, guild } = reachChannel(backend, call.application, id, needed);
    return { channel, guild: found(guild, 'wrongChannelType') };
  };

  router.bot('GET', '/guilds/:guild/channels', ({ application, params }) => {
    const guild = reachGuild(backend, application, params.guild ?? '');
    return [...guild.channels.values()].filter(({ thread }) => !thread).map(channelJson);
  });
  router.bot('POST', '/guilds/:guild/channels', ({ application, params, body }) => {
    const guild = reachGuild(backend, application, params.guild ?? '');
    requireInGuild(guild, application, 'ManageChannels');
    const type = readChannelType(body);
    const { name = '', userLimit = 0, overwrites, ...more } = readChannel(body, type, true);
    const wish = { name, type, userLimit, overwrites: [...(overwrites?.values() ?? [])], ...more };
    return new Answer(201, channelJson(guildChanges.createChannel(guild, wish)));
  });
  router.bot('GET', '/channels/:channel', (call) => {
    return channelJson(reachChannel(backend, call.application, call.params.channel ?? '').channel);
  });
  router.bot('PATCH', '/channels/:channel', (call) => {
    const { channel, guild } = manage(call);
    if (channel.thread) threads.update(guild, channel, readThread(call.body));
    else guildChanges.updateChannel(guild, channel, readChannel(call.body, channel.type, false));
    return channelJson(channel);
  });
  router.bot('DELETE', '/channels/:channel', (call) => {
    const { channel, guild } = manage(call);
    if (channel.thread) threads.delete(guild, channel);
    else guildChanges.deleteChannel(guild, channel);
    return channelJson(channel);
  });
  router.bot('PUT', '/channels/:channel/permissions/:overwrite', (call) => {
    const { channel, guild } = requireRoles(backend, call);
    const errors = new FormErrors();
    const raw = isObject(call.body) ? call.body : {};
    const overwrite = readOverwrite(errors, [], call.params.overwrite ?? '', raw);
    errors.throwIfAny();
    // Nobody hands out what she doesn't hold.
    const held = channelPermissions(guild, channel, call.application.user.id);
    if (((overwrite.allow | overwrite.deny) & ~held) !== 0n) throw new DiscordError('missingPermissions');
    guildChanges.setOverwrite(guild, channel, overwrite);
  });
  router.bot('DELETE', '/channels/:channel/permissions/:overwrite', (call) => {
    const { channel, guild } = requireRoles(backend, call);
    const id = call.params.overwrite ?? '';
    found(channel.overwrites.get(id), 'unknownOverwrite');
    guildChanges.deleteOverwrite(guild, channel, id);
  });
  router.bot('PUT', '/channels/:channel/voice-status', (call) => {
    const { channel, guild } = requireStatus(backend, call);
    const errors = new FormErrors();
    const raw = isObject(call.body) ? call.body.status : undefined;
    const status = errors.text(['status'], raw, { max: 500 });
    errors.throwIfAny();
    guildChanges.setVoiceStatus(guild, channel, status || null);
  });
}

function requireRoles(backend: Backend, call: BotCall): { channel: Channel; guild: Guild } {
  const id = call.params.channel ?? '';
  const { channel, guild } = reachChannel(backend, call.application, id, 'ManageRoles');
  if (channel.thread) throw new DiscordError('wrongChannelType');
  return { channel, guild: found(guild, 'wrongChannelType') };
}

/** Whoever is in the channel needs Set Voice Channel Status, anybody else Manage Channels as well. Stages have none. */
function requireStatus(backend: Backend, call: BotCall): Required<Reached> {
  const id = call.params.channel ?? '';
  const { guild } = reachChannel(backend, call.application, id);
  const isThere = guild?.voiceStates.get(call.application.user.id)?.channelId === id;
  const needed = ['SetVoiceChannelStatus', ...(isThere ? [] : (['ManageChannels'] as const))] as const;
  const reached = reachChannel(backend, call.application, id, ...needed);
  if (!reached.guild || reached.channel.type !== ChannelType.GuildVoice)
    throw new DiscordError('wrongChannelType');
  return { channel: reached.channel, guild: reached.guild };
}
