import { ChannelType } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';
import { channelJson, threadMemberJson } from '../world/channel-payloads.ts';
import type { Channel, Guild, Thread } from '../world/records.ts';
import { timestamp } from '../world/timestamp.ts';
import { emptyChannel } from '../world/world.ts';
import type { Announcements } from './announcements.ts';

export interface ThreadWish {
  /** A thread of a message has the message's id. */
  messageId?: string;
  parent: Channel;
  ownerId: string;
  name: string;
  isPrivate: boolean;
  autoArchive: number;
}

type ThreadChange = Partial<Pick<Thread, 'archived' | 'locked' | 'autoArchive' | 'invitable'>> & {
  name?: string;
};

/** Threads of text channels. */
export class Threads {
  readonly #ids: Ids;
  readonly #announcements: Announcements;

  constructor(ids: Ids, announcements: Announcements) {
    this.#ids = ids;
    this.#announcements = announcements;
  }

  create(guild: Guild, wish: ThreadWish): Channel {
    const now = timestamp();
    const channel: Channel = {
      id: wish.messageId ?? this.#ids.next(),
      guildId: guild.id,
      type: wish.isPrivate ? ChannelType.PrivateThread : ChannelType.PublicThread,
      name: wish.name,
      position: 0,
      overwrites: new Map(),
      userLimit: 0,
      topic: null,
      ...emptyChannel,
      parentId: wish.parent.id,
      thread: {
        ownerId: wish.ownerId,
        createdAt: now,
        archivedAt: now,
        archived: false,
        locked: false,
        invitable: true,
        autoArchive: wish.autoArchive,
        messageCount: 0,
        members: new Map([[wish.ownerId, now]]),
      },
    };
    guild.channels.set(channel.id, channel);
    this.#announcements.toGuild(guild, 'THREAD_CREATE', { ...channelJson(channel), newly_created: true });
    return channel;
  }

  update(guild: Guild, channel: Channel, change: ThreadChange): void {
    const { name, ...more } = change;
    if (!channel.thread) return;
    if (name !== undefined) channel.name = name;
    if (more.archived !== undefined) channel.thread.archivedAt = timestamp();
    Object.assign(channel.thread, more);
    this.#announcements.toGuild(guild, 'THREAD_UPDATE', channelJson(channel));
  }

  delete(guild: Guild, channel: Channel): void {
    guild.channels.delete(channel.id);
    const { id, type, parentId } = channel;
    this.#announcements.toGuild(guild, 'THREAD_DELETE', {
      id,
      guild_id: guild.id,
      parent_id: parentId,
      type,
    });
  }

  join(guild: Guild, channel: Channel, userId: string): void {
    if (!channel.thread || channel.thread.members.has(userId)) return;
    channel.thread.members.set(userId, timestamp());
    this.#membersChanged(guild, channel, { added_members: [threadMemberJson(channel, userId)] });
  }

  leave(guild: Guild, channel: Channel, userId: string): void {
    if (!channel.thread?.members.delete(userId)) return;
    this.#membersChanged(guild, channel, { removed_member_ids: [userId] });
  }

  #membersChanged(guild: Guild, channel: Channel, change: object): void {
    const about = { id: channel.id, guild_id: guild.id, member_count: channel.thread?.members.size ?? 0 };
    this.#announcements.toGuild(guild, 'THREAD_MEMBERS_UPDATE', { ...about, ...change });
  }
}
