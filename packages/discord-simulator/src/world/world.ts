import { ChannelType, Locale } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';
import { botToken, randomText } from '../ids.ts';
import { everyonePermissions } from './permissions.ts';
import type { Application, Channel, Guild, Member, Role, User } from './records.ts';
import { timestamp } from './timestamp.ts';

export interface ApplicationWish {
  name: string;
  /** Must start with the base64url of the bot's user id, which becomes the application's id. */
  token?: string;
  /** Privileged intents that are switched on; all by default. */
  privilegedIntents?: number;
  /** Where OAuth2 may lead back to; none by default. */
  redirectUris?: readonly string[];
  /** OAuth2's; one of its own by default. */
  clientSecret?: string;
}

/** GuildMembers, GuildPresences and MessageContent. */
export const privilegedIntents = (1 << 1) | (1 << 8) | (1 << 15);

/** All that exists, without behaviour: applications, users, guilds, channels of direct messages. */
export class World {
  readonly applications = new Map<string, Application>();
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  readonly directChannels = new Map<string, Channel>();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  createApplication(wish: ApplicationWish): Application {
    const id = wish.token ? userIdOf(wish.token) : this.#ids.next();
    if (this.applications.has(id)) throw new Error(`application ${id} exists already`);
    const owner = this.createUser(`${wish.name}-owner`);
    const application: Application = {
      id,
      name: wish.name,
      user: this.#addUser({
        id,
        username: wish.name,
        bot: true,
        locale: Locale.EnglishUS,
        directMessagesClosed: false,
      }),
      ownerId: owner.id,
      privilegedIntents: wish.privilegedIntents ?? privilegedIntents,
      redirectUris: wish.redirectUris ?? [],
      token: wish.token ?? botToken(id),
      clientSecret: wish.clientSecret ?? randomText(24),
    };
    this.applications.set(id, application);
    return application;
  }

  createUser(username: string, locale: Locale = Locale.EnglishUS): User {
    return this.#addUser({ id: this.#ids.next(), username, bot: false, locale, directMessagesClosed: false });
  }

  createGuild(name: string): Guild {
    const id = this.#ids.next();
    const owner = this.createUser(`${name}-owner`);
    const guild: Guild = {
      id,
      name,
      ownerId: owner.id,
      locale: 'en-US',
      afkChannelId: null,
      afkTimeout: 300,
      roles: new Map([[id, { id, ...newRole('@everyone', everyonePermissions), position: 0 }]]),
      channels: new Map(),
      members: new Map([[owner.id, newMember(owner)]]),
      voiceStates: new Map(),
      stages: new Map(),
      webhooks: new Map(),
    };
    this.guilds.set(id, guild);
    return guild;
  }

  /** The channel of direct messages between a bot and a user; made on first use. */
  directChannel(bot: User, user: User): Channel {
    for (const channel of this.directChannels.values()) {
      if (channel.recipients?.includes(bot) && channel.recipients.includes(user)) return channel;
    }
    const channel: Channel = {
      id: this.#ids.next(),
      type: ChannelType.DM,
      recipients: [bot, user],
      name: '',
      position: 0,
      overwrites: new Map(),
      userLimit: 0,
      topic: null,
      ...emptyChannel,
    };
    this.directChannels.set(channel.id, channel);
    return channel;
  }

  channel(id: string): { channel: Channel; guild?: Guild } | undefined {
    for (const guild of this.guilds.values()) {
      const channel = guild.channels.get(id);
      if (channel) return { channel, guild };
    }
    const channel = this.directChannels.get(id);
    return channel && { channel };
  }

  applicationByToken(token: string): Application | undefined {
    for (const application of this.applications.values()) {
      if (application.token === token) return application;
    }
    return undefined;
  }

  guildsOf(userId: string): Guild[] {
    return [...this.guilds.values()].filter((guild) => guild.members.has(userId));
  }

  #addUser(user: User): User {
    this.users.set(user.id, user);
    return user;
  }
}

/** What no channel has at first. */
export const emptyChannel = {
  status: null,
  lastMessageId: null,
  lastPinAt: null,
  parentId: null,
  nsfw: false,
  slowmode: 0,
  bitrate: 64_000,
} as const satisfies Partial<Channel>;

/** A role without a place in the guild yet. */
export function newRole(name: string, permissions: bigint): Omit<Role, 'id' | 'position'> {
  return { name, permissions, color: 0, hoist: false, mentionable: false };
}

export function newMember(user: User, roleIds: Iterable<string> = []): Member {
  return {
    user,
    joinedAt: timestamp(),
    roleIds: new Set(roleIds),
    nick: null,
    mute: false,
    deaf: false,
    timeoutUntil: null,
  };
}

function userIdOf(token: string): string {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  if (!/^\d{17,20}$/.test(id)) throw new Error('a bot token starts with the base64url of its user id');
  return id;
}
