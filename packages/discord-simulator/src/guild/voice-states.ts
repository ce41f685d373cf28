import { randomBytes } from 'node:crypto';
import { ChannelType } from 'discord-api-types/v10';
import type { GatewaySession } from '../gateway/gateway-session.ts';
import { randomText } from '../ids.ts';
import type { SimulatorSettings } from '../settings.ts';
import type { Transcript, TranscriptEvent } from '../transcript.ts';
import { voiceStateJson } from '../world/payloads.ts';
import { may } from '../world/permissions.ts';
import type { Channel, Guild, VoiceState } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { Announcements } from './announcements.ts';
import type { VoicePort } from './voice-port.ts';

type Cause = Extract<TranscriptEvent, { kind: 'voice' }>['cause'];
type SelfFlags = Partial<Pick<VoiceState, 'selfMute' | 'selfDeaf'>>;

/** Voice close codes: kicked, moved, left or main gateway session gone; channel deleted or another voice server. */
const disconnected = 4014;
const callTerminated = 4022;

export interface VoiceStatesDependencies {
  settings: SimulatorSettings;
  world: World;
  transcript: Transcript;
  announcements: Announcements;
  voice: VoicePort;
}

/** Who is in which voice channel. A user is in one channel of a guild; a bot's state lives on its gateway session. */
export class VoiceStates {
  /** Milliseconds for which a joining bot is told a null endpoint before the real one; undefined for never. */
  nullEndpointMs: number | undefined;
  readonly #deps: VoiceStatesDependencies;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(deps: VoiceStatesDependencies) {
    this.#deps = deps;
  }

  /** Op 4. What a bot may not do is ignored without an answer, as Discord does. */
  update(session: GatewaySession, data: unknown): void {
    const wish = (data ?? {}) as Record<string, unknown>;
    const botId = session.application.user.id;
    const guild = this.#deps.world.guilds.get(String(wish.guild_id));
    if (!guild?.members.has(botId)) return;
    if (wish.channel_id === null || wish.channel_id === undefined) return this.leave(guild, botId, 'asked');
    const channel = guild.channels.get(String(wish.channel_id));
    if (!channel || !this.mayEnter(guild, channel, botId)) return;
    const flags = { selfMute: wish.self_mute === true, selfDeaf: wish.self_deaf === true };
    this.#enter(guild, channel, botId, session.id, flags, 'asked');
  }

  /** A person joins or moves herself; false when the channel doesn't let her in. */
  join(guild: Guild, channel: Channel, userId: string, flags: SelfFlags = {}): boolean {
    if (!this.mayEnter(guild, channel, userId)) return false;
    const sessionId = guild.voiceStates.get(userId)?.sessionId ?? randomBytes(16).toString('hex');
    this.#enter(guild, channel, userId, sessionId, flags, 'asked');
    return true;
  }

  leave(guild: Guild, userId: string, cause: Cause = 'asked'): void {
    const state = guild.voiceStates.get(userId);
    if (!state) return;
    guild.voiceStates.delete(userId);
    const code = cause === 'channel-deleted' ? callTerminated : disconnected;
    this.#deps.voice.evict({ guildId: guild.id, userId }, code);
    this.#record(guild, userId, state.channelId, null, cause);
    this.#deps.announcements.toGuild(guild, 'VOICE_STATE_UPDATE', voiceStateJson(guild, state, null));
    this.#clearStatus(guild, state.channelId);
  }

  /** A moderator moves somebody who is in voice. */
  move(guild: Guild, userId: string, channel: Channel): void {
    const state = guild.voiceStates.get(userId);
    if (state) this.#enter(guild, channel, userId, state.sessionId, {}, 'moved');
  }

  /** Changes of mute, deafness, suppression: same channel, new VOICE_STATE_UPDATE. */
  change(
    guild: Guild,
    userId: string,
    change: Partial<Omit<VoiceState, 'userId' | 'sessionId' | 'channelId'>>,
  ): void {
    const state = guild.voiceStates.get(userId);
    if (!state) return;
    Object.assign(state, change);
    this.#tellWhetherHeard(guild, state);
    const data = voiceStateJson(guild, state, state.channelId);
    this.#deps.announcements.toGuild(guild, 'VOICE_STATE_UPDATE', data);
  }

  /** Everybody in the channel falls out of it. */
  channelDeleted(guild: Guild, channel: Channel): void {
    for (const state of [...guild.voiceStates.values()]) {
      if (state.channelId === channel.id) this.leave(guild, state.userId, 'channel-deleted');
    }
  }

  /** The voice of a gateway session ends with it. */
  sessionEnded(session: GatewaySession): void {
    const userId = session.application.user.id;
    for (const guild of this.#deps.world.guildsOf(userId)) {
      if (guild.voiceStates.get(userId)?.sessionId === session.id) this.leave(guild, userId, 'session-ended');
    }
  }

  /** The guild's voice server fails over: the endpoint is null for `nullForMs`, then comes a new token. */
  changeServer(guild: Guild, botId: string, nullForMs: number): void {
    const state = guild.voiceStates.get(botId);
    if (!state) return;
    this.#deps.voice.evict({ guildId: guild.id, userId: botId }, callTerminated);
    this.#announceServer(guild, state, nullForMs);
  }

  /** View Channel, Connect and a free place; who may move members always finds one. */
  mayEnter(guild: Guild, channel: Channel, userId: string): boolean {
    if (channel.type !== ChannelType.GuildVoice && channel.type !== ChannelType.GuildStageVoice) return false;
    if (!may(guild, channel, userId, 'ViewChannel', 'Connect')) return false;
    if (channel.userLimit === 0 || guild.voiceStates.get(userId)?.channelId === channel.id) return true;
    const present = [...guild.voiceStates.values()].filter((state) => state.channelId === channel.id);
    return present.length < channel.userLimit || may(guild, channel, userId, 'MoveMembers');
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #enter(
    guild: Guild,
    channel: Channel,
    userId: string,
    sessionId: string,
    flags: SelfFlags,
    cause: Cause,
  ): void {
    const former = guild.voiceStates.get(userId);
    const stays = former?.channelId === channel.id;
    const state: VoiceState = {
      userId,
      sessionId,
      channelId: channel.id,
      selfMute: flags.selfMute ?? former?.selfMute ?? false,
      selfDeaf: flags.selfDeaf ?? former?.selfDeaf ?? false,
      suppress: stays ? former.suppress : this.#isSuppressed(guild, channel, userId),
      requestToSpeakAt: stays ? former.requestToSpeakAt : null,
    };
    guild.voiceStates.set(userId, state);
    this.#tellWhetherHeard(guild, state);
    if (!stays) this.#record(guild, userId, former?.channelId ?? null, channel.id, cause);
    this.#deps.announcements.toGuild(guild, 'VOICE_STATE_UPDATE', voiceStateJson(guild, state, channel.id));
    if (former && !stays) this.#clearStatus(guild, former.channelId);
    if (!this.#deps.world.applications.has(userId)) return;
    if (former?.sessionId !== sessionId) return this.#announceServer(guild, state, this.nullEndpointMs);
    if (stays) return;
    const { voice, settings } = this.#deps;
    if (settings.voiceMoves === 'keep') {
      return voice.moved({ guildId: guild.id, userId, channelId: channel.id });
    }
    voice.evict({ guildId: guild.id, userId }, disconnected);
    this.#announceServer(guild, state, this.nullEndpointMs);
  }

  /** Admits the bot under a new token and tells it where to go. */
  #announceServer(guild: Guild, state: VoiceState, nullForMs: number | undefined): void {
    const { announcements, voice } = this.#deps;
    const { userId, sessionId } = state;
    const token = randomText(12);
    const tell = (endpoint: string | null): void =>
      announcements.toBot(userId, 'VOICE_SERVER_UPDATE', { token, guild_id: guild.id, endpoint }, guild.id);
    const open = (): void => {
      const current = guild.voiceStates.get(userId);
      if (current?.sessionId !== sessionId) return;
      voice.admit({ guildId: guild.id, channelId: current.channelId, userId, sessionId, token });
      tell(voice.endpoint);
    };
    if (nullForMs === undefined) return open();
    tell(null);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      open();
    }, nullForMs);
    this.#timers.add(timer);
  }

  /** A channel's status goes with the last one in it. */
  #clearStatus(guild: Guild, channelId: string): void {
    const channel = guild.channels.get(channelId);
    const isEmpty = ![...guild.voiceStates.values()].some((state) => state.channelId === channelId);
    if (!channel || !isEmpty || channel.status === null) return;
    channel.status = null;
    this.#deps.announcements.voiceChannelStatus(guild, channel);
  }

  /** The voice server passes on nothing of who is muted, by herself too, or suppressed. Deafness doesn't matter. */
  #tellWhetherHeard(guild: Guild, state: VoiceState): void {
    const { userId, selfMute, suppress } = state;
    const muted = selfMute || suppress || guild.members.get(userId)?.mute === true;
    this.#deps.voice.setMuted({ guildId: guild.id, userId }, muted);
  }

  /** Whoever comes to a stage is audience at first, moderators too; without Speak and in the AFK channel nobody is heard. */
  #isSuppressed(guild: Guild, channel: Channel, userId: string): boolean {
    if (guild.afkChannelId === channel.id || channel.type === ChannelType.GuildStageVoice) return true;
    return !may(guild, channel, userId, 'Speak');
  }

  #record(guild: Guild, userId: string, from: string | null, to: string | null, cause: Cause): void {
    this.#deps.transcript.append({ kind: 'voice', guildId: guild.id, userId, from, to, cause });
  }
}
