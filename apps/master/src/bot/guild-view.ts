import type { GuildPermissions, VoiceChannelAccess } from '@anankor/discord';
import { ChannelType } from 'discord.js';
import type { Client, Guild } from 'discord.js';

export interface GuildFacts extends GuildPermissions {
  afkChannelId: string | null;
}

/** What the gateway told of guilds, as of now. Null or undefined: not known (yet). */
export interface GuildView {
  guild(guildId: string): GuildFacts | undefined;
  voiceChannel(guildId: string, channelId: string): VoiceChannelAccess | undefined;
  /** The voice channel a member is in. */
  channelOf(guildId: string, userId: string): string | null;
}

/** The view over the caches of the clients of discord.js, each of which knows the guilds of its shards. */
export function guildView(clients: () => readonly Client[]): GuildView {
  const find = (guildId: string): Guild | undefined => {
    for (const client of clients()) {
      const guild = client.guilds.cache.get(guildId);
      if (guild) return guild;
    }
    return undefined;
  };
  return {
    guild: (guildId) => {
      const guild = find(guildId);
      return (
        guild && {
          guildId,
          ownerId: guild.ownerId,
          afkChannelId: guild.afkChannelId,
          roles: guild.roles.cache.map(({ id, permissions }) => ({ id, permissions: permissions.bitfield })),
        }
      );
    },
    voiceChannel: (guildId, channelId) => {
      const guild = find(guildId);
      const channel = guild?.channels.cache.get(channelId);
      if (!guild || !channel?.isVoiceBased()) return undefined;
      return {
        id: channelId,
        stage: channel.type === ChannelType.GuildStageVoice,
        userLimit: channel.userLimit,
        occupants: guild.voiceStates.cache
          .filter((state) => state.channelId === channelId)
          .map((state) => state.id),
        overwrites: channel.permissionOverwrites.cache.map(({ id, type, allow, deny }) => ({
          id,
          type,
          allow: allow.bitfield,
          deny: deny.bitfield,
        })),
      };
    },
    channelOf: (guildId, userId) => find(guildId)?.voiceStates.cache.get(userId)?.channelId ?? null,
  };
}
