import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type {
  APIVoiceState,
  GatewayDispatchPayload,
  GatewayGuildCreateDispatchData,
} from 'discord-api-types/v10';
import { guildsOfShard } from './shard-of.ts';
import type { GuildFilter } from './shard-of.ts';
import type { VoicePresence, VoiceStates } from './voice-states.ts';

/** What a worker makes of the gateway's events. */
export interface GuildEventSink {
  /** READY of one shard: the guilds the bot is in, and its name. Replaces what was known of the shard's guilds. */
  ready(guildIds: readonly string[], botName: string, ofShard: GuildFilter): void;
  /** The bot entered a guild, or a guild became available; `anew` when its voice states are complete. */
  guildAvailable(guildId: string): void;
  /** The bot was removed from a guild. An outage of Discord is not reported. */
  guildRemoved(guildId: string): void;
  /** Somebody's voice state changed in a way a session may care about. */
  listenersChanged(guildId: string): void;
  /** The worker's own voice state; `channelId` null when it was disconnected. */
  ownVoiceState(guildId: string, channelId: string | null, sessionId: string): void;
  /** Where to connect; Discord sends a null endpoint first when a voice server went away, which is left out. */
  voiceServer(guildId: string, token: string, endpoint: string): void;
}

/** Keeps the voice states up to date and tells the sink what happened. `botUserId` is the worker's own. */
export function applyDispatch(
  payload: GatewayDispatchPayload,
  botUserId: string,
  voiceStates: VoiceStates,
  sink: GuildEventSink,
): void {
  switch (payload.t) {
    case GatewayDispatchEvents.Ready: {
      const guildIds = payload.d.guilds.map(({ id }) => id);
      sink.ready(guildIds, payload.d.user.username, guildsOfShard(payload.d.shard));
      return;
    }
    case GatewayDispatchEvents.GuildCreate:
      if (payload.d.unavailable === true) return;
      voiceStates.replace(payload.d.id, presencesOf(payload.d));
      sink.guildAvailable(payload.d.id);
      sink.listenersChanged(payload.d.id);
      return;
    case GatewayDispatchEvents.GuildDelete:
      if (payload.d.unavailable === true) return;
      voiceStates.forget(payload.d.id);
      sink.guildRemoved(payload.d.id);
      return;
    case GatewayDispatchEvents.VoiceStateUpdate: {
      const { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: sessionId } = payload.d;
      if (guildId === undefined) return;
      const changed = voiceStates.update(guildId, userId, {
        channelId,
        ...flagsOf(payload.d, payload.d.member?.user.bot),
      });
      if (userId === botUserId) sink.ownVoiceState(guildId, channelId, sessionId);
      if (changed) sink.listenersChanged(guildId);
      return;
    }
    case GatewayDispatchEvents.VoiceServerUpdate:
      if (payload.d.endpoint !== null)
        sink.voiceServer(payload.d.guild_id, payload.d.token, payload.d.endpoint);
      return;
    default:
  }
}

function presencesOf(guild: GatewayGuildCreateDispatchData): Record<string, VoicePresence> {
  const bots = new Set(guild.members.filter(({ user }) => user.bot === true).map(({ user }) => user.id));
  const presences: Record<string, VoicePresence> = {};
  for (const state of guild.voice_states) {
    if (state.channel_id === null) continue;
    presences[state.user_id] = { channelId: state.channel_id, ...flagsOf(state, bots.has(state.user_id)) };
  }
  return presences;
}

function flagsOf(
  state: Pick<APIVoiceState, 'deaf' | 'self_deaf'>,
  bot: boolean | undefined,
): Pick<VoicePresence, 'bot' | 'deaf'> {
  return { bot: bot === true, deaf: state.deaf || state.self_deaf };
}
