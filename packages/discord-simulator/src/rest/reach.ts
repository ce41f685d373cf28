import type { Backend } from '../backend.ts';
import type { PermissionName } from '../world/permissions.ts';
import { guildPermissions, may, toBits } from '../world/permissions.ts';
import type { Application, Channel, Guild, Role } from '../world/records.ts';
import { DiscordError, found } from './discord-error.ts';

export interface Reached {
  channel: Channel;
  /** Absent for direct messages. */
  guild?: Guild;
}

/** The guild, if the bot is in it: else 10004 or 50001. */
export function reachGuild(backend: Backend, application: Application, guildId: string): Guild {
  const guild = found(backend.world.guilds.get(guildId), 'unknownGuild');
  if (!guild.members.has(application.user.id)) throw new DiscordError('missingAccess');
  return guild;
}

/** The channel, if the bot sees it (50001) and may do all that is named (50013). */
export function reachChannel(
  backend: Backend,
  application: Application,
  channelId: string,
  ...names: PermissionName[]
): Reached {
  const { channel, guild } = found(backend.world.channel(channelId), 'unknownChannel');
  if (!guild) {
    if (!channel.recipients?.includes(application.user)) throw new DiscordError('missingAccess');
    return { channel };
  }
  if (!may(guild, channel, application.user.id, 'ViewChannel')) throw new DiscordError('missingAccess');
  if (!may(guild, channel, application.user.id, ...names)) throw new DiscordError('missingPermissions');
  return { channel, guild };
}

/** Whether the user may hand out, take and change the role: it stands below a role of hers, or she owns the guild. */
export function outranks(guild: Guild, userId: string, role: Role): boolean {
  if (guild.ownerId === userId) return true;
  const own = guild.members.get(userId)?.roleIds ?? [];
  const highest = Math.max(0, ...[...own].map((id) => guild.roles.get(id)?.position ?? 0));
  return role.botId === undefined && highest > role.position;
}

/** Throws 50013 unless the bot holds the permissions in the guild itself. */
export function requireInGuild(guild: Guild, application: Application, ...names: PermissionName[]): void {
  const wanted = toBits(names);
  if ((guildPermissions(guild, application.user.id) & wanted) !== wanted) {
    throw new DiscordError('missingPermissions');
  }
}
