import type { OverwriteWish } from '../actors/references.ts';
import type { ChannelOptions, MemberOptions } from '../actors/simulated-guild.ts';
import type { PermissionName } from '../world/permissions.ts';
import type { Post } from './control-frame.ts';
import { ControlError } from './directory.ts';
import type { Directory } from './directory.ts';

type In = { guild?: string };
type Target = { role?: string; user?: string };

/** What a guild's owner does: channels, overwrites, roles, members, bots. */
export function guildRoutes(post: Post, find: Directory): void {
  const overwriteFor = (guildKey: string | undefined, { role, user }: Target): OverwriteWish['for'] => {
    const guild = find.guild(guildKey);
    if (role !== undefined) return { id: find.role(guild, role).id, kind: 'role' };
    return user === undefined ? 'everyone' : { id: find.user(guild, user).id, kind: 'member' };
  };

  post<In & ChannelOptions & { type?: 'text' | 'voice' | 'stage' }>(
    'channels',
    ({ guild, type, ...options }) => {
      const owner = find.guild(guild);
      if (type === 'voice') return { id: owner.createVoiceChannel(options).id };
      if (type === 'stage') return { id: owner.createStageChannel(options).id };
      return { id: owner.createTextChannel(options).id };
    },
  );
  post<In & { channel: string; userLimit?: number; remove?: boolean }>('channel', (body) => {
    const channel = find.channel(find.guild(body.guild), body.channel);
    if (body.remove) return channel.delete();
    if (body.userLimit !== undefined) channel.setUserLimit(body.userLimit);
  });
  post<In & Target & { channel: string; allow?: PermissionName[]; deny?: PermissionName[] }>(
    'overwrite',
    ({ guild, channel, allow = [], deny = [], ...target }) => {
      const wish = { for: overwriteFor(guild, target), allow, deny };
      find.channel(find.guild(guild), channel).setOverwrite(wish);
    },
  );
  post<In & { name: string; permissions?: PermissionName[] }>('roles', ({ guild, ...options }) => ({
    id: find.guild(guild).createRole(options).id,
  }));
  post<In & { role: string; permissions?: PermissionName[]; remove?: boolean }>('role', (body) => {
    const role = find.role(find.guild(body.guild), body.role);
    if (body.remove) return role.delete();
    if (body.permissions) role.setPermissions(body.permissions);
  });
  post<In & { name: string } & Omit<MemberOptions, 'roles'>>('members', ({ guild, ...options }) => ({
    id: find.guild(guild).createMember(options).id,
  }));
  post<In & { member: string; addRole?: string; removeRole?: string; leave?: boolean }>('member', (body) => {
    const guild = find.guild(body.guild);
    const member = find.member(guild, body.member);
    if (body.addRole !== undefined) member.addRole(find.role(guild, body.addRole));
    if (body.removeRole !== undefined) member.removeRole(find.role(guild, body.removeRole));
    if (body.leave) member.leaveGuild();
  });
  post<In & { app: string; permissions?: PermissionName[]; remove?: boolean }>('bot', (body) => {
    const guild = find.guild(body.guild);
    const app = find.application(body.app);
    if (body.remove) return guild.removeBot(app);
    guild.addBot(app, body.permissions);
    if (body.permissions) guild.setBotPermissions(app, body.permissions);
  });
  post<In & { channel: string | null }>('afk', (body) => {
    const guild = find.guild(body.guild);
    guild.setAfkChannel(body.channel === null ? null : find.channel(guild, body.channel));
  });
  post<In & { app: string; nullForMs?: number }>('voice-server', ({ guild, app, ...options }) => {
    const inGuild = find.guild(guild).voiceChannelOf(find.application(app).botUserId);
    if (inGuild === undefined) throw new ControlError(`"${app}" is not in voice`);
    find.guild(guild).changeVoiceServer(find.application(app), options);
  });
}
