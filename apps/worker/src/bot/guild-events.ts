import type { InputReader, Silence } from '@anankor/schemas';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import {
  guildChange,
  guildContent,
  memberOfGuild,
  ready,
  sentGuild,
  voiceServer,
  voiceState,
} from './dispatch-schemas.ts';
import type { SentVoiceState } from './dispatch-schemas.ts';
import { silenceOf } from './own-voice.ts';
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
  ownVoiceState(guildId: string, channelId: string | null, sessionId: string, silenced: Silence | null): void;
  /** Where to connect; Discord sends a null endpoint first when a voice server went away, which is left out. */
  voiceServer(guildId: string, token: string, endpoint: string): void;
}

export interface DispatchContext {
  /** The worker's own user id. */
  botUserId: string;
  voiceStates: VoiceStates;
  sink: GuildEventSink;
  /** Of source `gateway`. */
  reader: InputReader;
}

/** Keeps the voice states up to date and tells the sink what happened. Never throws: what can't be read is skipped. */
export function applyDispatch({ t, d }: { t: string; d: unknown }, context: DispatchContext): void {
  const apply = appliers[t];
  if (apply) context.reader.guard(t, () => apply(d, context));
}

const appliers: Readonly<Record<string, (data: unknown, context: DispatchContext) => void>> = {
  [GatewayDispatchEvents.Ready]: (data, { sink, reader }) => {
    const read = reader.read('READY', ready, data);
    if (!read) return;
    const guildIds = reader.readEach('READY guild', sentGuild, read.guilds).map(({ id }) => id);
    sink.ready(guildIds, read.user.username, guildsOfShard(read.shard));
  },
  [GatewayDispatchEvents.GuildCreate]: (data, context) => {
    const { voiceStates, sink, reader } = context;
    const guild = reader.read('GUILD_CREATE', guildContent, data);
    if (!guild || guild.unavailable) return;
    // Without them the listeners stay as they were known: none at all would end sessions.
    if (Array.isArray(guild.voice_states)) voiceStates.replace(guild.id, presencesOf(guild, reader));
    else reader.reject('GUILD_CREATE voice state', 'is no list');
    sink.guildAvailable(guild.id);
    sink.listenersChanged(guild.id);
  },
  [GatewayDispatchEvents.GuildDelete]: (data, { voiceStates, sink, reader }) => {
    const guild = reader.read('GUILD_DELETE', guildChange, data);
    if (!guild || guild.unavailable) return;
    voiceStates.forget(guild.id);
    sink.guildRemoved(guild.id);
  },
  [GatewayDispatchEvents.VoiceStateUpdate]: (data, { botUserId, voiceStates, sink, reader }) => {
    const state = reader.read('VOICE_STATE_UPDATE', voiceState, data);
    if (state?.guild_id === undefined) return;
    const { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: sessionId } = state;
    const flags = flagsOf(state, state.member?.user.bot);
    const changed = voiceStates.update(guildId, userId, { channelId, ...flags });
    if (userId === botUserId && sessionId !== undefined)
      sink.ownVoiceState(guildId, channelId, sessionId, silenceOf(state));
    if (changed) sink.listenersChanged(guildId);
  },
  [GatewayDispatchEvents.VoiceServerUpdate]: (data, { sink, reader }) => {
    const server = reader.read('VOICE_SERVER_UPDATE', voiceServer, data);
    if (server?.endpoint) sink.voiceServer(server.guild_id, server.token, server.endpoint);
  },
};

function presencesOf(
  guild: { members?: unknown; voice_states?: unknown },
  reader: InputReader,
): Record<string, VoicePresence> {
  const members = reader.readEach('GUILD_CREATE member', memberOfGuild, guild.members);
  const bots = new Set(members.filter(({ user }) => user.bot).map(({ user }) => user.id));
  const presences: Record<string, VoicePresence> = {};
  for (const state of reader.readEach('GUILD_CREATE voice state', voiceState, guild.voice_states)) {
    if (state.channel_id === null) continue;
    presences[state.user_id] = { channelId: state.channel_id, ...flagsOf(state, bots.has(state.user_id)) };
  }
  return presences;
}

function flagsOf(
  state: Pick<SentVoiceState, 'deaf' | 'self_deaf'>,
  bot: boolean | undefined,
): Pick<VoicePresence, 'bot' | 'deaf'> {
  return { bot: bot === true, deaf: state.deaf || state.self_deaf };
}
