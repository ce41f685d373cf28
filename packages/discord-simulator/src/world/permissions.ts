import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Channel, Guild } from './records.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;
/** Bits, or the names of the permissions. */
export type PermissionSet = bigint | readonly PermissionName[];

export const allPermissions = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

export function toBits(set: PermissionSet): bigint {
  if (typeof set === 'bigint') return set;
  return set.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);
}

/** What @everyone may do in a new guild. */
export const everyonePermissions = toBits([
  'CreateInstantInvite',
  'AddReactions',
  'Stream',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'MentionEveryone',
  'UseExternalEmojis',
  'Connect',
  'Speak',
  'UseVAD',
  'ChangeNickname',
  'UseApplicationCommands',
  'RequestToSpeak',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'UseExternalStickers',
  'SendMessagesInThreads',
  'UseEmbeddedActivities',
  'UseSoundboard',
  'SendVoiceMessages',
]);

/** What a bot's own role holds when it is added without other wishes. */
export const botPermissions = toBits([
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'Connect',
  'Speak',
  'UseVAD',
]);

/** Permissions in the guild, before any channel: owner and administrators have all of them. */
export function guildPermissions(guild: Guild, userId: string): bigint {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  if (guild.ownerId === userId) return allPermissions;
  let bits = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const roleId of member.roleIds) bits |= guild.roles.get(roleId)?.permissions ?? 0n;
  return bits & PermissionFlagsBits.Administrator ? allPermissions : bits;
}

/** Permissions on a channel: overwrites of @everyone, then of all roles together, then of the member. */
export function channelPermissions(guild: Guild, channel: Channel, userId: string): bigint {
  let bits = guildPermissions(guild, userId);
  if (bits & PermissionFlagsBits.Administrator) return allPermissions;
  const member = guild.members.get(userId);
  if (!member) return 0n;
  const { overwrites } = overwritesOf(guild, channel);
  const everyone = overwrites.get(guild.id);
  if (everyone) bits = (bits & ~everyone.deny) | everyone.allow;
  let allow = 0n;
  let deny = 0n;
  for (const roleId of member.roleIds) {
    const overwrite = overwrites.get(roleId);
    allow |= overwrite?.allow ?? 0n;
    deny |= overwrite?.deny ?? 0n;
  }
  bits = (bits & ~deny) | allow;
  const own = overwrites.get(userId);
  if (own) bits = (bits & ~own.deny) | own.allow;
  return implied(channel.thread ? inThread(bits) : bits);
}

/** A thread has the overwrites of the channel it belongs to. */
function overwritesOf(guild: Guild, channel: Channel): Channel {
  return (channel.thread && guild.channels.get(channel.parentId ?? '')) ?? channel;
}

/** In a thread Send Messages in Threads counts instead of Send Messages. */
function inThread(bits: bigint): bigint {
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  return bits & SendMessagesInThreads ? bits | SendMessages : bits & ~SendMessages;
}

export function may(guild: Guild, channel: Channel, userId: string, ...names: PermissionName[]): boolean {
  const wanted = toBits(names);
  return (channelPermissions(guild, channel, userId) & wanted) === wanted;
}

/** Who can't see a channel can do nothing there; who can't write can't embed or attach either. */
function implied(bits: bigint): bigint {
  if (!(bits & PermissionFlagsBits.ViewChannel)) return 0n;
  if (bits & PermissionFlagsBits.SendMessages) return bits;
  return bits & ~toBits(['EmbedLinks', 'AttachFiles', 'MentionEveryone', 'SendTTSMessages']);
}
