import type { SessionEvent } from '@anankor/music';
import type { GuildEventSink } from './guild-events.ts';
import type { GuildFilter } from './shard-of.ts';
import type { VoiceSeats } from './voice-seats.ts';
import type { VoiceStates } from './voice-states.ts';

export interface SinkOptions {
  voiceStates: VoiceStates;
  seats: VoiceSeats;
  guilds: {
    notify(guildId: string, event: SessionEvent): void;
    broadcast(event: SessionEvent, to?: GuildFilter): void;
    present(guildIds: readonly string[], ofShard: GuildFilter): void;
    /** The voice channel of the guild's session; undefined where there is none. */
    channelOf(guildId: string): string | undefined;
  };
  registry: {
    ready(name: string, guildIds: readonly string[], ofShard: GuildFilter): Promise<void>;
    joined(guildId: string): Promise<void>;
    left(guildId: string): Promise<void>;
  };
  /** A write to the registry failed. */
  onError(error: unknown): void;
}

/** Turns what the gateway tells into events of sessions and entries of the registry. */
export function guildEventSink({
  voiceStates,
  seats,
  guilds,
  registry,
  onError,
}: SinkOptions): GuildEventSink {
  return {
    ready: (guildIds, name, ofShard) => {
      voiceStates.reset(ofShard);
      seats.reset(ofShard);
      registry.ready(name, guildIds, ofShard).catch(onError);
      guilds.present(guildIds, ofShard);
      guilds.broadcast({ type: 'voiceReset' }, ofShard);
    },
    guildAvailable: (guildId) => {
      registry.joined(guildId).catch(onError);
    },
    guildRemoved: (guildId) => {
      registry.left(guildId).catch(onError);
      guilds.notify(guildId, { type: 'guildLeft' });
    },
    listenersChanged: (guildId) => {
      const channelId = guilds.channelOf(guildId);
      if (channelId === undefined) return;
      guilds.notify(guildId, { type: 'listeners', userIds: voiceStates.listeners(guildId, channelId) });
    },
    ownVoiceState: (guildId, channelId, sessionId, silenced) => {
      if (channelId === null) {
        if (seats.left(guildId)) return;
      } else {
        seats.seated(guildId, channelId);
        if (guilds.channelOf(guildId) === undefined) seats.leave(guildId);
      }
      guilds.notify(guildId, { type: 'voiceState', channelId, sessionId, silenced });
    },
    voiceServer: (guildId, token, endpoint) => {
      guilds.notify(guildId, { type: 'voiceServer', token, endpoint });
    },
  };
}
