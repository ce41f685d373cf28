import type { ChannelType } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';
import type { Application, Channel, Guild, Member, Overwrite, Role } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { emptyChannel, newMember } from '../world/world.ts';
import type { Announcements } from './announcements.ts';
import type { VoiceStates } from './voice-states.ts';

export interface ChannelWish {
  name: string;
  type: ChannelType;
  overwrites: readonly Overwrite[];
  userLimit: number;
}

/** Changes of a guild, each with its gateway event. */
export class GuildChanges {
  readonly #world: World;
  readonly #ids: Ids;
  readonly #announcements: Announcements;
  readonly #voice: VoiceStates;

  constructor(deps: { world: World; ids: Ids; announcements: Announcements; voiceStates: VoiceStates }) {
    this.#world = deps.world;
    this.#ids = deps.ids;
    this.#announcements = deps.announcements;
    this.#voice = deps.voiceStates;
  }

  createChannel(guild: Guild, wish: ChannelWish): Channel {
    const channel: Channel = {
      id: this.#ids.next(),
      guildId: guild.id,
      type: wish.type,
      name: wish.name,
      position: guild.channels.size,
      overwrites: new Map(wish.overwrites.map((overwrite) => [overwrite.id, overwrite])),
      userLimit: wish.userLimit,
      topic: null,
      ...emptyChannel,
    };
    guild.channels.set(channel.id, channel);
    this.#announcements.channel('CREATE', guild, channel);
    return channel;
  }

  updateChannel(
    guild: Guild,
    channel: Channel,
    change: Partial<Pick<Channel, 'name' | 'topic' | 'userLimit'>>,
  ): void {
    Object.assign(channel, change);
    this.#announcements.channel('UPDATE', guild, channel);
  }

  setOverwrite(guild: Guild, channel: Channel, overwrite: Overwrite): void {
    channel.overwrites.set(overwrite.id, overwrite);
    this.#announcements.channel('UPDATE', guild, channel);
  }

  deleteChannel(guild: Guild, channel: Channel): void {
    this.#voice.channelDeleted(guild, channel);
    guild.channels.delete(channel.id);
    this.#announcements.channel('DELETE', guild, channel);
  }

  createRole(guild: Guild, wish: { name: string; permissions: bigint; botId?: string }): Role {
    const role: Role = { id: this.#ids.next(), position: guild.roles.size, color: 0, ...wish };
    guild.roles.set(role.id, role);
    this.#announcements.role('CREATE', guild, role);
    return role;
  }

  setRolePermissions(guild: Guild, role: Role, permissions: bigint): void {
    role.permissions = permissions;
    this.#announcements.role('UPDATE', guild, role);
  }

  deleteRole(guild: Guild, role: Role): void {
    guild.roles.delete(role.id);
    for (const member of guild.members.values()) member.roleIds.delete(role.id);
    this.#announcements.role('DELETE', guild, role);
  }

  addMember(guild: Guild, member: Member): void {
    guild.members.set(member.user.id, member);
    this.#announcements.member('ADD', guild, member);
  }

  updateMember(guild: Guild, member: Member): void {
    this.#announcements.member('UPDATE', guild, member);
  }

  removeMember(guild: Guild, member: Member): void {
    this.#voice.leave(guild, member.user.id, 'left-guild');
    guild.members.delete(member.user.id);
    this.#announcements.member('REMOVE', guild, member);
  }

  /** The bot joins with a role of its own, as an invite with permissions makes it. */
  addBot(guild: Guild, application: Application, permissions: bigint): void {
    if (guild.members.has(application.user.id)) return;
    const { name, user } = application;
    const role = this.createRole(guild, { name, permissions, botId: user.id });
    this.addMember(guild, newMember(user, [role.id]));
    this.#announcements.guildJoined(guild, user.id);
  }

  removeBot(guild: Guild, application: Application): void {
    const member = guild.members.get(application.user.id);
    if (!member) return;
    this.removeMember(guild, member);
    for (const role of guild.roles.values()) {
      if (role.botId === application.user.id) this.deleteRole(guild, role);
    }
    this.#announcements.guildLeft(guild, application.user.id);
  }

  setAfkChannel(guild: Guild, channelId: string | null): void {
    guild.afkChannelId = channelId;
    this.#announcements.guildUpdated(guild);
  }

  /** The guild's role that belongs to the bot. */
  botRole(guild: Guild, botId: string): Role | undefined {
    return [...guild.roles.values()].find((role) => role.botId === botId);
  }

  deleteGuild(guild: Guild): void {
    for (const { id } of this.#world.applications.values()) {
      if (!guild.members.has(id)) continue;
      this.#voice.leave(guild, id, 'left-guild');
      this.#announcements.guildLeft(guild, id);
    }
    this.#world.guilds.delete(guild.id);
  }
}
