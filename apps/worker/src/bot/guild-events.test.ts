import { InputReader } from '@anankor/schemas';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { applyDispatch } from './guild-events.ts';
import { everyGuild } from './shard-of.ts';
import type { GuildFilter } from './shard-of.ts';
import { VoiceStates } from './voice-states.ts';

const [GUILD, BOT, ALICE, OTHER, CHANNEL] = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(18)) as [
  string,
  string,
  string,
  string,
  string,
];

function apply(...dispatches: [t: string, d: unknown][]): {
  told: unknown[][];
  states: VoiceStates;
  unreadable: string[];
} {
  const told: unknown[][] = [];
  const unreadable: string[] = [];
  const voiceStates = new VoiceStates();
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  const sink = {
    ready: note('ready'),
    guildAvailable: note('available'),
    guildRemoved: note('removed'),
    listenersChanged: note('listeners'),
    ownVoiceState: note('own'),
    voiceServer: note('server'),
  };
  const reader = new InputReader('gateway', ({ kind }) => unreadable.push(kind));
  for (const [t, d] of dispatches) applyDispatch({ t, d }, { botUserId: BOT, voiceStates, sink, reader });
  return { told, states: voiceStates, unreadable };
}

const voice = (userId: string, channelId: string | null, bot = false): object => ({
  guild_id: GUILD,
  user_id: userId,
  channel_id: channelId,
  session_id: `s-${userId}`,
  deaf: false,
  self_deaf: false,
  mute: false,
  suppress: false,
  member: { user: { id: userId, bot } },
});

describe('applyDispatch', () => {
  it('tells who the bot is and where', () => {
    const { told } = apply([
      GatewayDispatchEvents.Ready,
      { user: { username: 'One' }, guilds: [{ id: GUILD }] },
    ]);
    expect(told).toEqual([['ready', [GUILD], 'One', everyGuild]]);
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
      id: GUILD,
      members: [{ user: { id: OTHER, bot: true } }, { user: { id: ALICE } }],
      voice_states: [
        { user_id: ALICE, channel_id: CHANNEL, deaf: false, self_deaf: false },
        { user_id: OTHER, channel_id: CHANNEL, deaf: false, self_deaf: false },
        { user_id: '6'.repeat(18), channel_id: null, deaf: false, self_deaf: false },
      ],
    };
    const { told, states } = apply([GatewayDispatchEvents.GuildCreate, guild]);
    expect(told).toEqual([
      ['available', GUILD],
      ['listeners', GUILD],
    ]);
    expect(states.listeners(GUILD, CHANNEL)).toEqual([ALICE]);
  });

  it('does not take an outage of Discord for being removed', () => {
    const { told } = apply(
      [GatewayDispatchEvents.GuildCreate, { id: GUILD, unavailable: true }],
      [GatewayDispatchEvents.GuildDelete, { id: GUILD, unavailable: true }],
      [GatewayDispatchEvents.GuildDelete, { id: GUILD }],
    );
    expect(told).toEqual([['removed', GUILD]]);
  });

  it('tells its own seat from those of others', () => {
    const { told } = apply(
      [GatewayDispatchEvents.VoiceStateUpdate, voice(BOT, CHANNEL, true)],
      [GatewayDispatchEvents.VoiceStateUpdate, voice(ALICE, CHANNEL)],
      [GatewayDispatchEvents.VoiceStateUpdate, voice(ALICE, CHANNEL)],
    );
    expect(told).toEqual([
      ['own', GUILD, CHANNEL, `s-${BOT}`, null],
      ['listeners', GUILD],
      ['listeners', GUILD],
    ]);
    const silent = (flags: object): unknown =>
      apply([GatewayDispatchEvents.VoiceStateUpdate, { ...voice(BOT, CHANNEL), ...flags }]).told[0]?.[4];
    expect(silent({ mute: true, suppress: true })).toBe('muted');
    expect(silent({ suppress: true })).toBe('suppressed');
    expect(silent({ deaf: true })).toBeNull();
  });

  it('waits for the real endpoint', () => {
    const { told } = apply(
      [GatewayDispatchEvents.VoiceServerUpdate, { guild_id: GUILD, token: 't', endpoint: null }],
      [GatewayDispatchEvents.VoiceServerUpdate, { guild_id: GUILD, token: 't', endpoint: 'e:1' }],
    );
    expect(told).toEqual([['server', GUILD, 't', 'e:1']]);
  });

  it('skips what it cannot read, whatever it is, and goes on', () => {
    const alice = { user_id: ALICE, channel_id: CHANNEL };
    const events = ['READY', 'GUILD_CREATE', 'GUILD_DELETE', 'VOICE_STATE_UPDATE', 'VOICE_SERVER_UPDATE'];
    const values = [undefined, null, 7, 'text', [], {}, { id: 7 }, { guilds: {}, user: null }];
    const poison = events.flatMap((t) => values.map((d): [string, unknown] => [t, d]));
    const { told, states, unreadable } = apply(
      ...poison,
      [
        'GUILD_CREATE',
        { id: GUILD, members: [null, { user: 1 }], voice_states: [null, { user_id: 1 }, alice] },
      ],
      ['GUILD_CREATE', { id: GUILD }],
      ['GUILD_CREATE', { id: GUILD, voice_states: [alice] }],
      ['VOICE_STATE_UPDATE', { ...alice, guild_id: 'nowhere' }],
      ['AN_EVENT_OF_TOMORROW', { anything: true }],
    );
    // A guild without a list of voice states says nothing of who listens.
    expect(states.listeners(GUILD, CHANNEL)).toEqual([ALICE]);
    expect(told).toEqual(
      Array.from({ length: 3 }, () => [
        ['available', GUILD],
        ['listeners', GUILD],
      ]).flat(),
    );
    expect(unreadable).toHaveLength(poison.length + 7);
  });

  it('survives a listener that throws', () => {
    const unreadable: string[] = [];
    const reader = new InputReader('gateway', ({ kind }) => unreadable.push(kind));
    const fail = (): never => {
      throw new Error('a fault of ours');
    };
    const sink = {
      ready: fail,
      guildAvailable: fail,
      guildRemoved: fail,
      listenersChanged: fail,
      ownVoiceState: fail,
      voiceServer: fail,
    };
    const context = { botUserId: BOT, voiceStates: new VoiceStates(), sink, reader };
    applyDispatch({ t: 'GUILD_DELETE', d: { id: GUILD } }, context);
    expect(unreadable).toEqual(['GUILD_DELETE']);
  });
});
