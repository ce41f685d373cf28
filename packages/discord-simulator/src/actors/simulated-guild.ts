import { ChannelType } from 'discord-api-types/v10';
import type { Locale } from 'discord-api-types/v10';
import type { Backend } from '../backend.ts';
import { botPermissions, toBits } from '../world/permissions.ts';
import type { PermissionSet } from '../world/permissions.ts';
import type { Application, Channel, Guild } from '../world/records.ts';
import { newMember } from '../world/world.ts';
import { applicationIdOf, toOverwrite } from './references.ts';
import type { ApplicationReference, OverwriteWish } from './references.ts';
import { SimulatedChannel } from './simulated-channel.ts';
import { SimulatedMember } from './simulated-member.ts';
import { SimulatedRole } from './simulated-role.ts';

export interface ChannelOptions {
  name: string;
  overwrites?: readonly OverwriteWish[];
  /** 0, the default, for no limit. */
  userLimit?: number;
}

export interface MemberOptions {
  name: string;
  roles?: readonly { id: string }[];
  /** Held through a role of the member's own. */
  permissions?: PermissionSet;
  /** Language of her client; English by default. */
  locale?: `${Locale}`;
}

/** A guild, as its owner handles it. */
export class SimulatedGuild {
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #members = new Map<string, SimulatedMember>();
  readonly #channels = new Map<string, SimulatedChannel>();

  constructor(backend: Backend, guild: Guild) {
    this.#backend = backend;
    this.#guild = guild;
  }

  get id(): string {
    return this.#guild.id;
  }

  get name(): string {
    return this.#guild.name;
  }

  /** All channels, those that bots made and threads included. */
  get channels(): SimulatedChannel[] {
    return [...this.#guild.channels.values()].map((channel) => this.#channelOf(channel));
  }

  /** The people that were made with `createMember`. */
  get members(): SimulatedMember[] {
    return [...this.#members.values()].filter(({ id }) => this.#guild.members.has(id));
  }

  /** All roles, @everyone and those of bots included. */
  get roles(): SimulatedRole[] {
    return [...this.#guild.roles.values()].map((role) => new SimulatedRole(this.#backend, this.#guild, role));
  }

  /** The owner, who may do everything. */
  get owner(): SimulatedMember {
    return this.#memberOf(this.#guild.ownerId);
  }

  createTextChannel(options: ChannelOptions): SimulatedChannel {
    return this.#createChannel(ChannelType.GuildText, options);
  }

  createVoiceChannel(options: ChannelOptions): SimulatedChannel {
    return this.#createChannel(ChannelType.GuildVoice, options);
  }

  createStageChannel(options: ChannelOptions): SimulatedChannel {
    return this.#createChannel(ChannelType.GuildStageVoice, options);
  }

  createRole(options: { name: string; permissions?: PermissionSet }): SimulatedRole {
    const { name, permissions = 0n } = options;
    const wish = { name, permissions: toBits(permissions) };
    return new SimulatedRole(
      this.#backend,
      this.#guild,
      this.#backend.guildChanges.createRole(this.#guild, wish),
    );
  }

  createMember(options: MemberOptions): SimulatedMember {
    const roles = (options.roles ?? []).map(({ id }) => id);
    if (options.permissions !== undefined) {
      roles.push(this.createRole({ name: options.name, permissions: options.permissions }).id);
    }
    const user = this.#backend.world.createUser(options.name, options.locale as Locale | undefined);
    this.#backend.guildChanges.addMember(this.#guild, newMember(user, roles));
    return this.#memberOf(user.id);
  }

  /** Adds a bot with a role of its own; `permissions` is what its invite asked for. */
  addBot(bot: ApplicationReference, permissions: PermissionSet = botPermissions): void {
    this.#backend.guildChanges.addBot(this.#guild, this.#application(bot), toBits(permissions));
  }

  removeBot(bot: ApplicationReference): void {
    this.#backend.guildChanges.removeBot(this.#guild, this.#application(bot));
  }

  /** Changes what the bot's own role allows. */
  setBotPermissions(bot: ApplicationReference, permissions: PermissionSet): void {
    const role = this.#backend.guildChanges.botRole(this.#guild, this.#application(bot).user.id);
    if (!role) throw new Error('the bot has no role in the guild');
    this.#backend.guildChanges.setRolePermissions(this.#guild, role, toBits(permissions));
  }

  /** What everybody may do. */
  setEveryonePermissions(permissions: PermissionSet): void {
    const everyone = this.#guild.roles.get(this.#guild.id);
    if (everyone) this.#backend.guildChanges.setRolePermissions(this.#guild, everyone, toBits(permissions));
  }

  setAfkChannel(channel: SimulatedChannel | null): void {
    this.#backend.guildChanges.updateGuild(this.#guild, { afkChannelId: channel?.id ?? null });
  }

  /** The voice channel a user or bot is in. */
  voiceChannelOf(userId: string): string | undefined {
    return this.#guild.voiceStates.get(userId)?.channelId;
  }

  /** The voice server fails over: the bot is told a null endpoint, then after `nullForMs` a new token. */
  changeVoiceServer(bot: ApplicationReference, options: { nullForMs?: number } = {}): void {
    const { user } = this.#application(bot);
    this.#backend.voiceStates.changeServer(this.#guild, user.id, options.nullForMs ?? 100);
  }

  delete(): void {
    this.#backend.guildChanges.deleteGuild(this.#guild);
  }

  #createChannel(type: ChannelType, options: ChannelOptions): SimulatedChannel {
    const { name, overwrites = [], userLimit = 0 } = options;
    const made = overwrites.map((wish) => toOverwrite(wish, this.id));
    const wish = { name, type, overwrites: made, userLimit };
    const channel = this.#backend.guildChanges.createChannel(this.#guild, wish);
    return this.#channelOf(channel);
  }

  #channelOf(channel: Channel): SimulatedChannel {
    const known = this.#channels.get(channel.id);
    const simulated = known ?? new SimulatedChannel(this.#backend, this.#guild, channel);
    this.#channels.set(channel.id, simulated);
    return simulated;
  }

  #memberOf(userId: string): SimulatedMember {
    const member = this.#guild.members.get(userId);
    if (!member) throw new Error(`${userId} is no member`);
    let simulated = this.#members.get(userId);
    if (!simulated) {
      simulated = new SimulatedMember(this.#backend, this.#guild, member);
      this.#members.set(userId, simulated);
    }
    return simulated;
  }

  #application(reference: ApplicationReference): Application {
    const application = this.#backend.world.applications.get(applicationIdOf(reference));
    if (!application) throw new Error(`no application ${applicationIdOf(reference)}`);
    return application;
  }
}
