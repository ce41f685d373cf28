import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { isObject } from '../../json.ts';
import { memberJson } from '../../world/payloads.ts';
import { guildPermissions, may, toBits } from '../../world/permissions.ts';
import type { PermissionName } from '../../world/permissions.ts';
import type { Channel, Guild, Member } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import { outranks, reachGuild, requireInGuild } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { readMemberForm } from '../validation/member-form.ts';
import type { MemberForm } from '../validation/member-form.ts';

/** Members: looked up, changed, given roles, thrown out. */
export function memberRoutes(router: Router, backend: Backend): void {
  const { guildChanges } = backend;
  const guildOf = ({ application, params }: BotCall): Guild =>
    reachGuild(backend, application, params.guild ?? '');
  const memberOf = (guild: Guild, { application, params }: BotCall): Member =>
    found(
      guild.members.get(params.user === '@me' ? application.user.id : (params.user ?? '')),
      'unknownMember',
    );

  router.bot('GET', '/guilds/:guild/members', (call) => {
    const { limit = '1', after = '0' } = call.query;
    return [...guildOf(call).members.values()]
      .filter(({ user }) => BigInt(user.id) > BigInt(after))
      .sort((a, b) => (BigInt(a.user.id) < BigInt(b.user.id) ? -1 : 1))
      .slice(0, Math.min(1_000, Number(limit)))
      .map(memberJson);
  });
  router.bot('GET', '/guilds/:guild/members/search', (call) => {
    const { query = '', limit = '1' } = call.query;
    const fits = (name: string | null): boolean =>
      name?.toLowerCase().startsWith(query.toLowerCase()) === true;
    return [...guildOf(call).members.values()]
      .filter(({ user, nick }) => fits(user.username) || fits(nick))
      .slice(0, Math.min(1_000, Number(limit)))
      .map(memberJson);
  });
  router.bot('GET', '/guilds/:guild/members/:user', (call) => memberJson(memberOf(guildOf(call), call)));
  router.bot('PATCH', '/guilds/:guild/members/@me', (call) => {
    const guild = guildOf(call);
    const errors = new FormErrors();
    const nick = isObject(call.body) ? call.body.nick : undefined;
    errors.text(['nick'], nick, { max: 32 });
    errors.throwIfAny();
    if (nick !== undefined) requireInGuild(guild, call.application, 'ChangeNickname');
    const member = found(guild.members.get(call.application.user.id), 'unknownMember');
    if (nick !== undefined) member.nick = (nick as string | null) || null;
    guildChanges.updateMember(guild, member);
    return memberJson(member);
  });
  router.bot('PATCH', '/guilds/:guild/members/:user', (call) => {
    const guild = guildOf(call);
    return changeMember(backend, guild, memberOf(guild, call), call);
  });
  router.bot('DELETE', '/guilds/:guild/members/:user', (call) => {
    const guild = guildOf(call);
    const member = memberOf(guild, call);
    requireInGuild(guild, call.application, 'KickMembers');
    requireRank(guild, call, member);
    guildChanges.removeMember(guild, member);
  });
  for (const method of ['PUT', 'DELETE'] as const) {
    router.bot(method, '/guilds/:guild/members/:user/roles/:role', (call) => {
      const guild = guildOf(call);
      const member = memberOf(guild, call);
      const role = found(guild.roles.get(call.params.role ?? ''), 'unknownRole');
      requireInGuild(guild, call.application, 'ManageRoles');
      if (!outranks(guild, call.application.user.id, role)) throw new DiscordError('missingPermissions');
      if (method === 'PUT') member.roleIds.add(role.id);
      else member.roleIds.delete(role.id);
      guildChanges.updateMember(guild, member);
    });
  }
}

/** All or nothing: what a body asks for is checked before anything changes. */
function changeMember(backend: Backend, guild: Guild, member: Member, call: BotCall): object {
  const form = readMemberForm(call.body);
  const { user } = member;
  const inVoice = guild.voiceStates.has(user.id);
  const target = targetOf(guild, form);
  requireInGuild(guild, call.application, ...permissionsFor(form));
  if (form.nick !== undefined || form.roles || form.timeoutUntil !== undefined)
    requireRank(guild, call, member);
  const touchesVoice = form.channelId !== undefined || form.mute !== undefined || form.deaf !== undefined;
  if (touchesVoice && !inVoice) throw new DiscordError('notInVoice');
  if (target && !may(guild, target, call.application.user.id, 'ViewChannel', 'Connect')) {
    throw new DiscordError('missingPermissions');
  }
  for (const id of form.roles ?? []) {
    const role = found(guild.roles.get(id), 'unknownRole');
    const isNew = !member.roleIds.has(id);
    if (isNew && !outranks(guild, call.application.user.id, role))
      throw new DiscordError('missingPermissions');
  }
  if (form.timeoutUntil && isAdministrator(guild, user.id)) throw new DiscordError('missingPermissions');

  if (form.channelId === null) backend.voiceStates.leave(guild, user.id, 'moved');
  if (target) backend.voiceStates.move(guild, user.id, target);
  if (form.roles) {
    member.roleIds.clear();
    for (const id of form.roles) member.roleIds.add(id);
  }
  member.nick = form.nick === undefined ? member.nick : form.nick;
  member.timeoutUntil = form.timeoutUntil === undefined ? member.timeoutUntil : form.timeoutUntil;
  member.mute = form.mute ?? member.mute;
  member.deaf = form.deaf ?? member.deaf;
  backend.guildChanges.updateMember(guild, member);
  if (form.mute !== undefined || form.deaf !== undefined) backend.voiceStates.change(guild, user.id, {});
  return memberJson(member);
}

function targetOf(guild: Guild, { channelId }: MemberForm): Channel | undefined {
  if (channelId === undefined || channelId === null) return undefined;
  const channel = guild.channels.get(channelId);
  const spoken = channel?.type === ChannelType.GuildVoice || channel?.type === ChannelType.GuildStageVoice;
  if (channel && spoken) return channel;
  const errors = new FormErrors();
  errors.add(['channel_id'], 'CHANNEL_TYPE_INVALID', 'The channel must be a voice channel of the guild');
  return errors.fail();
}

function permissionsFor(form: MemberForm): PermissionName[] {
  return [
    ...(form.nick === undefined ? [] : (['ManageNicknames'] as const)),
    ...(form.roles === undefined ? [] : (['ManageRoles'] as const)),
    ...(form.mute === undefined ? [] : (['MuteMembers'] as const)),
    ...(form.deaf === undefined ? [] : (['DeafenMembers'] as const)),
    ...(form.channelId === undefined ? [] : (['MoveMembers'] as const)),
    ...(form.timeoutUntil === undefined ? [] : (['ModerateMembers'] as const)),
  ];
}

/** Nobody changes the owner or who stands as high as oneself; a bot may change itself. */
function requireRank(guild: Guild, { application }: BotCall, member: Member): void {
  if (member.user.id === application.user.id) return;
  const highest = [...member.roleIds]
    .flatMap((id) => guild.roles.get(id) ?? [])
    .sort((a, b) => b.position - a.position)[0];
  const above = !highest || outranks(guild, application.user.id, highest);
  if (member.user.id === guild.ownerId || !above) throw new DiscordError('missingPermissions');
}

function isAdministrator(guild: Guild, userId: string): boolean {
  return (guildPermissions(guild, userId) & toBits(['Administrator'])) !== 0n;
}
