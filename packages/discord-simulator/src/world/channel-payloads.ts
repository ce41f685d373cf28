import type { APIChannel, APIOverwrite, APIThreadMember } from 'discord-api-types/v10';
import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import { userJson } from './payloads.ts';
import type { Channel, Thread } from './records.ts';

export function isSpoken(type: ChannelType): boolean {
  return type === ChannelType.GuildVoice || type === ChannelType.GuildStageVoice;
}

function overwriteJson(overwrites: Channel['overwrites']): APIOverwrite[] {
  return [...overwrites.values()].map(({ id, type, allow, deny }) => ({
    id,
    type: type === 'role' ? OverwriteType.Role : OverwriteType.Member,
    allow: allow.toString(),
    deny: deny.toString(),
  }));
}

export function channelJson(channel: Channel): APIChannel {
  const base = {
    id: channel.id,
    type: channel.type,
    flags: 0,
    last_message_id: channel.lastMessageId,
    last_pin_timestamp: channel.lastPinAt,
  };
  if (channel.recipients) {
    const recipients = channel.recipients.filter((user) => !user.bot).map(userJson);
    return { ...base, recipients } as APIChannel;
  }
  const named = {
    ...base,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    rate_limit_per_user: channel.slowmode,
  };
  if (channel.thread) return { ...named, ...threadJson(channel.thread) } as unknown as APIChannel;
  return {
    ...named,
    position: channel.position,
    nsfw: channel.nsfw,
    topic: channel.topic,
    permission_overwrites: overwriteJson(channel.overwrites),
    ...(isSpoken(channel.type)
      ? {
          bitrate: channel.bitrate,
          user_limit: channel.userLimit,
          rtc_region: null,
          video_quality_mode: 1,
          status: channel.status,
        }
      : {}),
  } as unknown as APIChannel;
}

function threadJson(thread: Thread): object {
  return {
    owner_id: thread.ownerId,
    message_count: thread.messageCount,
    total_message_sent: thread.messageCount,
    member_count: Math.min(50, thread.members.size),
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: thread.archivedAt,
      auto_archive_duration: thread.autoArchive,
      locked: thread.locked,
      invitable: thread.invitable,
      create_timestamp: thread.createdAt,
    },
  };
}

export function threadMemberJson(channel: Channel, userId: string): APIThreadMember {
  return {
    id: channel.id,
    user_id: userId,
    join_timestamp: channel.thread?.members.get(userId) ?? '',
    flags: 0,
  } as unknown as APIThreadMember;
}
