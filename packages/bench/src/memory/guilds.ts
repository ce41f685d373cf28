/** Id of the `n`th guild of the feeder, such that Discord's rule spreads them evenly over shards. */
export const guildIdOf = (n: number): string => String(BigInt(100_000_000_000 + n) << 22n);
export const shardOf = (n: number, shards: number): number => (100_000_000_000 + n) % shards;

/** Discord's limit; a worker with more is told to open more shards. */
export const GUILDS_A_SHARD = 2_500;

const USERS = 700_000_000_000_000_000n;

/** GUILD_CREATE as a middling guild has it, some 9 kB: ten roles, fifteen channels, ten people in voice in every tenth guild. */
export function guildCreate(n: number, botUserId: string): object {
  const id = guildIdOf(n);
  const roles = Array.from({ length: 10 }, (_, role) => ({
    id: role === 0 ? id : `${id}0${role}`,
    name: `role ${role}`,
    permissions: '2248473465835073',
    position: role,
    color: 0,
    hoist: false,
    managed: false,
    mentionable: false,
    flags: 0,
  }));
  const channels = Array.from({ length: 15 }, (_, channel) => ({
    id: channelIdOf(id, channel),
    type: channel < 5 ? 2 : 0,
    name: `channel ${channel}`,
    position: channel,
    parent_id: null,
    permission_overwrites: [{ id: `${id}01`, type: 0, allow: '1024', deny: '2048' }],
    rate_limit_per_user: 0,
    nsfw: false,
    topic: channel < 5 ? null : 'what this channel is for, in a sentence or two',
  }));
  const inVoice = n % 10 === 0 ? 10 : 0;
  const people = Array.from({ length: inVoice }, (_, one) => String(USERS + BigInt(n * 10 + one)));
  const member = (userId: string, bot: boolean): object => ({
    user: { id: userId, username: `user${userId}`, discriminator: '0', avatar: null, bot },
    roles: [],
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    deaf: false,
    mute: false,
    flags: 0,
  });
  return {
    id,
    name: `Guild ${n}`,
    icon: null,
    owner_id: '1',
    member_count: 250,
    large: false,
    unavailable: false,
    features: ['COMMUNITY', 'NEWS'],
    preferred_locale: 'en-US',
    roles,
    channels,
    members: [member(botUserId, true), ...people.map((userId) => member(userId, false))],
    voice_states: people.map((userId) => voiceState(userId, channelIdOf(id, 0))),
    threads: [],
    emojis: [],
    stickers: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
  };
}

export function voiceState(userId: string, channelId: string): Record<string, unknown> {
  return {
    user_id: userId,
    channel_id: channelId,
    session_id: `session${userId}`,
    deaf: false,
    mute: false,
    self_deaf: false,
    self_mute: false,
    self_video: false,
    suppress: false,
    request_to_speak_timestamp: null,
  };
}

export const channelIdOf = (guildId: string, channel: number): string => `${guildId}${10 + channel}`;
