import type { ChannelType, Locale } from 'discord-api-types/v10';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly bot: boolean;
  /** Language of the user's client. */
  locale: Locale;
  /** Nobody's direct messages reach a user who closed them (50007). */
  directMessagesClosed: boolean;
}

export interface Application {
  /** Equals the id of its bot user, as for every application made since 2016. */
  readonly id: string;
  readonly name: string;
  readonly user: User;
  readonly ownerId: string;
  /** Privileged intents it may identify with. */
  readonly privilegedIntents: number;
  /** Where OAuth2 may lead back to. */
  readonly redirectUris: readonly string[];
  token: string;
  /** OAuth2's. */
  readonly clientSecret: string;
}

export interface Role {
  readonly id: string;
  name: string;
  permissions: bigint;
  position: number;
  color: number;
  /** Shown apart in the list of members. */
  hoist: boolean;
  /** Whether everybody may ping it. */
  mentionable: boolean;
  /** The bot whose integration owns the role. */
  readonly botId?: string;
}

export interface Overwrite {
  readonly id: string;
  readonly type: 'role' | 'member';
  allow: bigint;
  deny: bigint;
}

export interface Channel {
  readonly id: string;
  readonly type: ChannelType;
  readonly guildId?: string;
  /** Direct messages: the two users. */
  readonly recipients?: readonly User[];
  name: string;
  position: number;
  overwrites: Map<string, Overwrite>;
  /** 0 for no limit. */
  userLimit: number;
  topic: string | null;
  /** Status line of a voice channel. */
  status: string | null;
  lastMessageId: string | null;
  /** When a message was last pinned. */
  lastPinAt: string | null;
  /** The category; of a thread, the channel it belongs to. */
  parentId: string | null;
  nsfw: boolean;
  /** Seconds between two messages of a member. */
  slowmode: number;
  /** Bits a second. */
  bitrate: number;
  readonly thread?: Thread;
}

/** What a thread has besides what every channel has. */
export interface Thread {
  readonly ownerId: string;
  readonly createdAt: string;
  /** Since when it is archived or not. */
  archivedAt: string;
  archived: boolean;
  locked: boolean;
  invitable: boolean;
  /** Minutes. */
  autoArchive: number;
  messageCount: number;
  /** When each of its members joined, by user. */
  readonly members: Map<string, string>;
}

export interface Member {
  readonly user: User;
  readonly joinedAt: string;
  readonly roleIds: Set<string>;
  nick: string | null;
  mute: boolean;
  deaf: boolean;
  /** When a timeout ends. */
  timeoutUntil: string | null;
}

export interface VoiceState {
  readonly userId: string;
  readonly sessionId: string;
  channelId: string;
  selfMute: boolean;
  selfDeaf: boolean;
  suppress: boolean;
  requestToSpeakAt: string | null;
}

export interface Guild {
  readonly id: string;
  name: string;
  ownerId: string;
  locale: string;
  afkChannelId: string | null;
  /** Seconds after which who is idle is moved there. */
  afkTimeout: number;
  readonly roles: Map<string, Role>;
  readonly channels: Map<string, Channel>;
  readonly members: Map<string, Member>;
  readonly voiceStates: Map<string, VoiceState>;
  /** Live stages, by channel. */
  readonly stages: Map<string, Stage>;
  readonly webhooks: Map<string, Webhook>;
}

/** A stage that is live. */
export interface Stage {
  readonly id: string;
  readonly guildId: string;
  readonly channelId: string;
  topic: string;
}

/** A webhook of a channel. */
export interface Webhook {
  readonly id: string;
  readonly token: string;
  readonly guildId: string;
  readonly applicationId: string | null;
  /** Who made it. */
  readonly creator: User;
  channelId: string;
  name: string;
}
