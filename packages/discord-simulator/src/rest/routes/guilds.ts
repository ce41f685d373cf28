import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { channelJson, guildJson, memberJson, roleJson, voiceStateJson } from '../../world/payloads.ts';
import { may } from '../../world/permissions.ts';
import type { Guild } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachChannel, reachGuild, requireInGuild } from '../reach.ts';
import { Answer } from '../rest-server.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';

/** Guilds and what is in them: channels, roles, members, voice states. */
export function guildRoutes(router: Router, backend: Backend): void {
  const { guildChanges, voiceStates } = backend;
  const guildOf = ({ application, params }: BotCall): Guild =>
    reachGuild(backend, application, params.guild ?? '');
  const userId = ({ application, params }: BotCall): string =>
    params.user === '@me' ? application.user.id : (params.user ?? '');

  router.bot('GET', '/guilds/:guild', (call) => {
    const guild = guildOf(call);
    const counts = { approximate_member_count: guild.members.size, approximate_presence_count: 0 };
    return { ...guildJson(guild), ...(call.query.with_counts === 'true' ? counts : {}) };
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
  router.bot('GET', '/guilds/:guild/members/:user', (call) => {
    return memberJson(found(guildOf(call).members.get(userId(call)), 'unknownMember'));
  });
  router.bot('PATCH', '/guilds/:guild/members/:user', (call) => changeMember(backend, guildOf(call), call));
  router.bot('GET', '/guilds/:guild/voice-states/:user', (call) => {
    const guild = guildOf(call);
    const state = found(guild.voiceStates.get(userId(call)), 'unknownVoiceState');
    return voiceStateJson(guild, state, state.channelId);
  });
  router.bot('PATCH', '/guilds/:guild/voice-states/:user', (call) => {
    const guild = guildOf(call);
    const target = userId(call);
    const state = found(guild.voiceStates.get(target), 'unknownVoiceState');
    const channel = found(guild.channels.get(state.channelId), 'unknownChannel');
    const wish = (call.body ?? {}) as { suppress?: boolean; request_to_speak_timestamp?: string | null };
    const moderates = may(guild, channel, call.application.user.id, 'MuteMembers');
    if (!moderates && (wish.suppress === false || target !== call.application.user.id)) {
      throw new DiscordError('missingPermissions');
    }
    voiceStates.change(guild, target, {
      ...(wish.suppress === undefined ? {} : { suppress: wish.suppress }),
      ...(wish.request_to_speak_timestamp === undefined
        ? {}
        : { requestToSpeakAt: wish.request_to_speak_timestamp }),
    });
  });
}

/** Moves, disconnects, mutes or deafens somebody. */
function changeMember({ guildChanges, voiceStates }: Backend, guild: Guild, call: BotCall): object {
  const id = call.params.user ?? '';
  const member = found(guild.members.get(id), 'unknownMember');
  const wish = (call.body ?? {}) as { channel_id?: string | null; mute?: boolean; deaf?: boolean };
  if (wish.channel_id !== undefined) {
    requireInGuild(guild, call.application, 'MoveMembers');
    if (!guild.voiceStates.has(id)) throw new DiscordError('notInVoice');
    if (wish.channel_id === null) voiceStates.leave(guild, id, 'moved');
    else voiceStates.move(guild, id, found(guild.channels.get(wish.channel_id), 'unknownChannel'));
  }
  if (wish.mute !== undefined) requireInGuild(guild, call.application, 'MuteMembers');
  if (wish.deaf !== undefined) requireInGuild(guild, call.application, 'DeafenMembers');
  member.mute = wish.mute ?? member.mute;
  member.deaf = wish.deaf ?? member.deaf;
  guildChanges.updateMember(guild, member);
  voiceStates.change(guild, id, {});
  return memberJson(member);
}
