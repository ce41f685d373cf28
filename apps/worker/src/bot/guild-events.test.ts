import { GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { applyDispatch } from './guild-events.ts';
import { everyGuild } from './shard-of.ts';
import type { GuildFilter } from './shard-of.ts';
import { VoiceStates } from './voice-states.ts';

function apply(...dispatches: [t: GatewayDispatchEvents, d: unknown][]): {
  told: unknown[][];
  states: VoiceStates;
} {
  const told: unknown[][] = [];
  const states = new VoiceStates();
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  for (const [t, d] of dispatches) {
    applyDispatch({ op: GatewayOpcodes.Dispatch, s: 1, t, d } as GatewayDispatchPayload, 'bot', states, {
      ready: note('ready'),
      guildAvailable: note('available'),
      guildRemoved: note('removed'),
      listenersChanged: note('listeners'),
      ownVoiceState: note('own'),
      voiceServer: note('server'),
    });
  }
  return { told, states };
}

const voice = (userId: string, channelId: string | null, bot = false): object => ({
  guild_id: 'g',
  user_id: userId,
  channel_id: channelId,
  session_id: `s-${userId}`,
  deaf: false,
  self_deaf: false,
  member: { user: { id: userId, bot } },
});

describe('applyDispatch', () => {
  it('tells who the bot is and where', () => {
    const { told } = apply([
      GatewayDispatchEvents.Ready,
      { user: { username: 'One' }, guilds: [{ id: 'g' }] },
    ]);
    expect(told).toEqual([['ready', ['g'], 'One', everyGuild]]);
  });

  it('tells of which guilds a shard of several speaks', () => {
    const ofShard = (shard: number): string => String(BigInt(shard) << 22n);
    const ready = { user: { username: 'One' }, guilds: [{ id: ofShard(1) }], shard: [1, 2] };
    const { told } = apply([GatewayDispatchEvents.Ready, ready]);
    const speaksOf = told[0]?.[3] as GuildFilter;
    expect([0, 1, 2, 3].map((shard) => speaksOf(ofShard(shard)))).toEqual([false, true, false, true]);
  });

  it('takes a guild whole, with its bots', () => {
    const guild = {
      id: 'g',
      members: [{ user: { id: 'b', bot: true } }, { user: { id: 'alice' } }],
      voice_states: [
        { user_id: 'alice', channel_id: 'c', deaf: false, self_deaf: false },
        { user_id: 'b', channel_id: 'c', deaf: false, self_deaf: false },
        { user_id: 'gone', channel_id: null, deaf: false, self_deaf: false },
      ],
    };
    const { told, states } = apply([GatewayDispatchEvents.GuildCreate, guild]);
    expect(told).toEqual([
      ['available', 'g'],
      ['listeners', 'g'],
    ]);
    expect(states.listeners('g', 'c')).toEqual(['alice']);
  });

  it('does not take an outage of Discord for being removed', () => {
    const { told } = apply(
      [GatewayDispatchEvents.GuildCreate, { id: 'g', unavailable: true }],
      [GatewayDispatchEvents.GuildDelete, { id: 'g', unavailable: true }],
      [GatewayDispatchEvents.GuildDelete, { id: 'g' }],
    );
    expect(told).toEqual([['removed', 'g']]);
  });

  it('tells its own seat from those of others', () => {
    const { told } = apply(
      [GatewayDispatchEvents.VoiceStateUpdate, voice('bot', 'c', true)],
      [GatewayDispatchEvents.VoiceStateUpdate, voice('alice', 'c')],
      [GatewayDispatchEvents.VoiceStateUpdate, voice('alice', 'c')],
    );
    expect(told).toEqual([
      ['own', 'g', 'c', 's-bot'],
      ['listeners', 'g'],
      ['listeners', 'g'],
    ]);
  });

  it('waits for the real endpoint', () => {
    const { told } = apply(
      [GatewayDispatchEvents.VoiceServerUpdate, { guild_id: 'g', token: 't', endpoint: null }],
      [GatewayDispatchEvents.VoiceServerUpdate, { guild_id: 'g', token: 't', endpoint: 'e:1' }],
    );
    expect(told).toEqual([['server', 'g', 't', 'e:1']]);
  });
});
