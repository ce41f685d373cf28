import type { ChannelType } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';
import type { Application, Channel, Guild, Member, Overwrite, Role } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { emptyChannel, newMember, newRole } from '../world/world.ts';
import type { Announcements } from './announcements.ts';
import type { Stages } from './stages.ts';
import type { Threads } from './threads.ts';
import type { VoiceStates } from './voice-states.ts';

export interface ChannelWish {
  name: string;
  type: ChannelType;
  overwrites: readonly Overwrite[];
  userLimit: number;
  topic?: string | null;
  position?: number;
  nsfw?: boolean;
  slowmode?: number;
  bitrate?: number;
  parentId?: string | null;
}

export type ChannelChange = Partial<
  Pick<
    Channel,
    'name' | 'topic' | 'userLimit' | 'position' | 'nsfw' | 'slowmode' | 'bitrate' | 'parentId' | 'overwrites'
  >
>;

/** Changes of a guild, each with its gateway event. */
export class GuildChanges {
  readonly #world: World;
  readonly #ids: Ids;
  readonly #announcements: Announcements;
  readonly #voice: VoiceStates;
  readonly #stages: Stages;
  readonly #threads: Threads;

  constructor(deps: {
    world: World;
    ids: Ids;
    announcements: Announcements;
    voiceStates: VoiceStates;
    stages: Stages;
    threads: Threads;
  }) {
    this.#world = deps.world;
    this.#ids = deps.ids;
    this.#announcements = deps.announcements;
    this.#voice = deps.voiceStates;
    this.#stages = deps.stages;
    this.#threads = deps.threads;
  }

  createChannel(guild: Guild, wish: ChannelWish): Channel {
    const { overwrites, ...more } = wish;
    const channel: Channel = {
      topic: null,
      position: guild.channels.size,
      ...emptyChannel,
      ...more,
      id: this.#ids.next(),
      guildId: guild.id,
      overwrites: new Map(overwrites.map((overwrite) => [overwrite.id, overwrite])),
    };
    guild.channels.set(channel.id, channel);
    this.#announcements.channel('CREATE', guild, channel);
    return channel;
  }

  updateChannel(guild: Guild, channel: Channel, change: ChannelChange): void {
    Object.assign(channel, change);
    this.#announcements.channel('UPDATE', guild, channel);
  }

  setOverwrite(guild: Guild, channel: Channel, overwrite: Overwrite): void {
    channel.overwrites.set(overwrite.id, overwrite);
    this.#announcements.channel('UPDATE', guild, channel);
  }

  deleteOverwrite(guild: Guild, channel: Channel, id: string): void {
    channel.overwrites.delete(id);
    this.#announcements.channel('UPDATE', guild, channel);
  }

  /** The line below a voice channel's name; it goes when the last one leaves. */
  setVoiceStatus(guild: Guild, channel: Channel, status: string | null): void {
    if (channel.status === status) return;
    channel.status = status;
    this.#announcements.voiceChannelStatus(guild, channel);
  }

  /** With its stage, its threads and its webhooks. */
  deleteChannel(guild: Guild, channel: Channel): void {
    this.#voice.channelDeleted(guild, channel);
    this.#stages.close(guild, channel.id);
    for (const webhook of guild.webhooks.values()) {
      if (webhook.channelId === channel.id) guild.webhooks.delete(webhook.id);
    }
    for (const thread of guild.channels.values()) {
      if (thread.thread && thread.parentId === channel.id) this.#threads.delete(guild, thread);
    }
    guild.channels.delete(channel.id);
    this.#announcements.channel('DELETE', guild, channel);
  }

  createRole(guild: Guild, wish: { name: string; permissions: bigint; botId?: string }): Role {
    const base = newRole(wish.name, wish.permissions);
    const role: Role = { id: this.#ids.next(), position: guild.roles.size, ...base, ...wish };
    guild.roles.set(role.id, role);
    this.#announcements.role('CREATE', guild, role);
    return role;
  }

  setRolePermissions(guild: Guild, role: Role, permissions: bigint): void {
    this.updateRole(guild, role, { permissions });
  }

  updateRole(
    guild: Guild,
    role: Role,
    change: Partial<Pick<Role, 'name' | 'permissions' | 'color' | 'hoist' | 'mentionable'>>,
  ): void {
    Object.assign(role, change);
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

  updateGuild(
    guild: Guild,
    change: Partial<Pick<Guild, 'name' | 'afkChannelId' | 'afkTimeout' | 'locale'>>,
  ): void {
    Object.assign(guild, change);
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
