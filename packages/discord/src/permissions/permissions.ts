import { PermissionFlagsBits } from 'discord-api-types/v10';

export interface PermissionOverwrite {
  id: string;
  /** 0 for a role, 1 for a member. */
  type: number;
  allow: string | bigint;
  deny: string | bigint;
}

export interface GuildPermissions {
  guildId: string;
  ownerId: string;
  /** Every role of the guild, @everyone (whose id is the guild's) included. */
  roles: readonly { id: string; permissions: string | bigint }[];
}

export interface MemberRoles {
  userId: string;
  roleIds: readonly string[];
}

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What a member may do in the guild as a whole. The owner and an administrator may do everything. */
export function memberPermissions(guild: GuildPermissions, member: MemberRoles): bigint {
  if (member.userId === guild.ownerId) return ALL;
  const held = new Set([guild.guildId, ...member.roleIds]);
  const sum = guild.roles
    .filter((role) => held.has(role.id))
    .reduce((all, role) => all | BigInt(role.permissions), 0n);
  return sum & PermissionFlagsBits.Administrator ? ALL : sum;
}

/**
 * The same on one channel, by Discord's algorithm: @everyone's overwrite, then those of the member's roles together
 * (denied first, then allowed), then the member's own. An administrator is above all of them.
 */
export function channelPermissions(
  guild: GuildPermissions,
  member: MemberRoles,
  overwrites: readonly PermissionOverwrite[],
): bigint {
  const base = memberPermissions(guild, member);
  if (base === ALL) return ALL;
  const held = new Set(member.roleIds);
  const everyone = overwrites.filter((overwrite) => overwrite.id === guild.guildId);
  const roles = overwrites.filter((overwrite) => overwrite.type === 0 && held.has(overwrite.id));
  const own = overwrites.filter((overwrite) => overwrite.type === 1 && overwrite.id === member.userId);
  return [everyone, roles, own].reduce(applied, base);
}

function applied(permissions: bigint, overwrites: readonly PermissionOverwrite[]): bigint {
  const deny = overwrites.reduce((all, overwrite) => all | BigInt(overwrite.deny), 0n);
  const allow = overwrites.reduce((all, overwrite) => all | BigInt(overwrite.allow), 0n);
  return (permissions & ~deny) | allow;
}

/** Discord's names of those needed permissions that are not there, in the order of `needed`. */
export function missingPermissions(held: bigint, needed: readonly PermissionName[]): PermissionName[] {
  return needed.filter((name) => (held & PermissionFlagsBits[name]) === 0n);
}

export type PermissionName = keyof typeof PermissionFlagsBits;

/** What a worker needs to be heard in a channel. */
export const voiceNeeds = ['ViewChannel', 'Connect', 'Speak'] as const satisfies readonly PermissionName[];
