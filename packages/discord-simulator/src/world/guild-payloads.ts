import type { APIStageInstance } from 'discord-api-types/v10';
import { channelJson } from './channel-payloads.ts';
import { memberJson, roleJson, voiceStateJson } from './payloads.ts';
import type { Guild, Stage } from './records.ts';

export function stageJson(stage: Stage): APIStageInstance {
  return {
    id: stage.id,
    guild_id: stage.guildId,
    channel_id: stage.channelId,
    topic: stage.topic,
    privacy_level: 2,
    discoverable_disabled: true,
    guild_scheduled_event_id: null,
  } as unknown as APIStageInstance;
}

/** In events what a stage doesn't have is left out, where REST says null. */
export function stageEventJson(stage: Stage): object {
  const { guild_scheduled_event_id: _none, ...event } = stageJson(stage);
  return event;
}

/** What `GET /guilds/:id` answers and GUILD_CREATE extends. */
export function guildJson(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    home_header: null,
    hub_type: null,
    owner_id: guild.ownerId,
    region: 'local',
    afk_channel_id: guild.afkChannelId,
    afk_timeout: guild.afkTimeout,
    widget_enabled: false,
    widget_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    premium_subscription_count: 0,
    nsfw: false,
    incidents_data: null,
    latest_onboarding_question_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map(roleJson),
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    preferred_locale: guild.locale,
    public_updates_channel_id: null,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
  };
}

/**
 * GUILD_CREATE. Members are the bot itself and whoever is in voice, as for a large guild without the members intent;
 * with the intent, everybody.
 */
export function guildCreateJson(
  guild: Guild,
  botUserId: string,
  everybody: boolean,
): Record<string, unknown> {
  const members = [...guild.members.values()].filter(
    ({ user }) => everybody || user.id === botUserId || guild.voiceStates.has(user.id),
  );
  const channels = [...guild.channels.values()];
  return {
    ...guildJson(guild),
    joined_at: guild.members.get(botUserId)?.joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: members.map(memberJson),
    channels: channels.filter(({ thread }) => !thread).map(channelJson),
    voice_states: [...guild.voiceStates.values()].map((state) => {
      const { guild_id: _guild, member: _member, ...rest } = voiceStateJson(guild, state, state.channelId);
      return rest;
    }),
    threads: channels.filter(({ thread }) => thread && !thread.archived).map(channelJson),
    presences: [],
    stage_instances: [...guild.stages.values()].map(stageEventJson),
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
