import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { isTrue } from '../../json.ts';
import { channelJson } from '../../world/channel-payloads.ts';
import { guildJson } from '../../world/guild-payloads.ts';
import { roleJson } from '../../world/payloads.ts';
import type { Guild } from '../../world/records.ts';
import { reachChannel, reachGuild, requireInGuild } from '../reach.ts';
import { Answer } from '../rest-server.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';

/** Guilds and what is in them: channels, roles, members, voice states. */
export function guildRoutes(router: Router, backend: Backend): void {
  const { guildChanges } = backend;
  const guildOf = ({ application, params }: BotCall): Guild =>
    reachGuild(backend, application, params.guild ?? '');

  router.bot('GET', '/guilds/:guild', (call) => {
    const guild = guildOf(call);
    const counts = { approximate_member_count: guild.members.size, approximate_presence_count: 0 };
    return { ...guildJson(guild), ...(isTrue(call.query.with_counts) ? counts : {}) };
  });
  router.bot('GET', '/guilds/:guild/channels', (call) =>
    [...guildOf(call).channels.values()].map(channelJson),
  );
  router.bot('POST', '/guilds/:guild/channels', (call) => {
    const guild = guildOf(call);
    requireInGuild(guild, call.application, 'ManageChannels');
    const raw = (call.body ?? {}) as { name?: unknown; type?: ChannelType; user_limit?: number };
    const errors = new FormErrors();
    const name = errors.text(['name'], raw.name, { min: 1, max: 100, required: true }) ?? '';
    errors.throwIfAny();
    const type = raw.type ?? ChannelType.GuildText;
    const wish = { name, type, overwrites: [], userLimit: raw.user_limit ?? 0 };
    return new Answer(201, channelJson(guildChanges.createChannel(guild, wish)));
  });
  router.bot('GET', '/channels/:channel', (call) => {
    return channelJson(reachChannel(backend, call.application, call.params.channel ?? '').channel);
  });
  router.bot('DELETE', '/channels/:channel', (call) => {
    const id = call.params.channel ?? '';
    const { channel, guild } = reachChannel(backend, call.application, id, 'ManageChannels');
    if (guild) guildChanges.deleteChannel(guild, channel);
    return channelJson(channel);
  });
  router.bot('PUT', '/channels/:channel/voice-status', (call) => {
    const id = call.params.channel ?? '';
    const { channel, guild } = reachChannel(backend, call.application, id, 'SetVoiceChannelStatus');
    const errors = new FormErrors();
    const status = errors.text(['status'], (call.body as { status?: unknown } | undefined)?.status, {
      max: 500,
    });
    errors.throwIfAny();
    channel.status = status || null;
    if (guild) backend.announcements.voiceChannelStatus(guild, channel);
  });
  router.bot('GET', '/guilds/:guild/roles', (call) => [...guildOf(call).roles.values()].map(roleJson));
}
