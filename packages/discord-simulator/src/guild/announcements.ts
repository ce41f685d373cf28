import { ChannelType, GatewayIntentBits } from 'discord-api-types/v10';
import type { GatewaySessions } from '../gateway/gateway-sessions.ts';
import { channelJson } from '../world/channel-payloads.ts';
import { guildCreateJson, guildJson } from '../world/guild-payloads.ts';
import { memberJson, roleJson, userJson } from '../world/payloads.ts';
import type { Channel, Guild, Member, Role } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Tells the bots of a guild what changed in it. */
export class Announcements {
  readonly #world: World;
  readonly #sessions: GatewaySessions;

  constructor(world: World, sessions: GatewaySessions) {
    this.#world = world;
    this.#sessions = sessions;
  }

  /** One event to every bot of the guild; the bot that it is about (`subjectId`) learns of a change without the intent. */
  toGuild(guild: Guild, event: string, data: object, subjectId?: string): void {
    for (const { id } of this.#world.applications.values()) {
      if (guild.members.has(id)) {
        this.#sessions.dispatch(id, event, data, { guildId: guild.id, isSubject: id === subjectId });
      }
    }
  }

  toBot(botId: string, event: string, data: object, guildId?: string): void {
    this.#sessions.dispatch(botId, event, data, { guildId });
  }

  /** A message; `stripped` is what sessions without the message-content intent get. */
  message(
    botId: string,
    event: string,
    data: object | { full: object; stripped: object },
    guildId: string | undefined,
  ): void {
    const seen = (session: { intents: number }): object => {
      if (!('full' in data)) return data;
      return session.intents & GatewayIntentBits.MessageContent ? data.full : data.stripped;
    };
    this.#sessions.dispatch(botId, event, seen, { guildId });
  }

  guildJoined(guild: Guild, botId: string): void {
    this.#sessions.dispatch(
      botId,
      'GUILD_CREATE',
      (session: { intents: number }) => guildCreateJson(guild, botId, (session.intents & (1 << 1)) !== 0),
      { guildId: guild.id },
    );
  }

  guildLeft(guild: Guild, botId: string): void {
    this.#sessions.dispatch(botId, 'GUILD_DELETE', { id: guild.id }, { guildId: guild.id });
  }

  guildUpdated(guild: Guild): void {
    this.toGuild(guild, 'GUILD_UPDATE', guildJson(guild));
  }

  channel(change: 'CREATE' | 'UPDATE' | 'DELETE', guild: Guild, channel: Channel): void {
    this.toGuild(guild, `CHANNEL_${change}`, channelJson(channel));
  }

  voiceChannelStatus(guild: Guild, channel: Channel): void {
    if (channel.type !== ChannelType.GuildVoice) return;
    const { id, status } = channel;
    this.toGuild(guild, 'VOICE_CHANNEL_STATUS_UPDATE', { id, guild_id: guild.id, status });
  }

  role(change: 'CREATE' | 'UPDATE' | 'DELETE', guild: Guild, role: Role): void {
    const what = change === 'DELETE' ? { role_id: role.id } : { role: roleJson(role) };
    this.toGuild(guild, `GUILD_ROLE_${change}`, { guild_id: guild.id, ...what });
  }

  member(change: 'ADD' | 'UPDATE' | 'REMOVE', guild: Guild, member: Member): void {
    const what = change === 'REMOVE' ? { user: userJson(member.user) } : memberJson(member);
    this.toGuild(guild, `GUILD_MEMBER_${change}`, { guild_id: guild.id, ...what }, member.user.id);
  }
}
