import type { APIApplication, APIGuildMember, APIRole, APIUser, APIVoiceState } from 'discord-api-types/v10';
import type { Application, Guild, Member, Role, User, VoiceState } from './records.ts';

// Discord's JSON of each record. The casts cover optional fields that bots of this kind never receive.

export function userJson(user: User): APIUser {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '0001' : '0',
    global_name: user.bot ? null : user.username,
    avatar: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    banner: null,
    accent_color: null,
    public_flags: 0,
    flags: 0,
    bot: user.bot,
    system: false,
  } as unknown as APIUser;
}

/** The bot as it sees itself. */
export function ownUserJson(user: User): APIUser {
  return {
    ...userJson(user),
    verified: true,
    mfa_enabled: false,
    email: null,
    locale: user.locale,
    premium_type: 0,
  } as APIUser;
}

export function applicationJson(application: Application, guildCount: number): APIApplication {
  return {
    id: application.id,
    name: application.name,
    icon: null,
    description: '',
    type: null,
    bot_public: true,
    bot_require_code_grant: false,
    bot: userJson(application.user),
    owner: { ...userJson(application.user), id: application.ownerId, bot: false },
    verify_key: '0'.repeat(64),
    team: null,
    flags: applicationFlags(application),
    flags_new: applicationFlags(application).toString(),
    redirect_uris: application.redirectUris,
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    approximate_guild_count: guildCount,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: ['bot', 'applications.commands', 'identify', 'guilds'],
    integration_types_config: { '0': { oauth2_install_params: { scopes: ['bot'], permissions: '0' } } },
    event_webhooks_status: 1,
  } as unknown as APIApplication;
}

/** The "limited" flags of privileged intents, which tell a client what it may identify with. */
export function applicationFlags(application: Application): number {
  let flags = 1 << 23;
  if (application.privilegedIntents & (1 << 8)) flags |= 1 << 13;
  if (application.privilegedIntents & (1 << 1)) flags |= 1 << 15;
  if (application.privilegedIntents & (1 << 15)) flags |= 1 << 19;
  return flags;
}

export function roleJson(role: Role): APIRole {
  return {
    id: role.id,
    name: role.name,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: role.permissions.toString(),
    managed: role.botId !== undefined,
    mentionable: role.mentionable,
    flags: 0,
    ...(role.botId === undefined ? {} : { tags: { bot_id: role.botId } }),
  } as unknown as APIRole;
}

export function memberJson(member: Member): APIGuildMember {
  return {
    user: userJson(member.user),
    nick: member.nick,
    avatar: null,
    banner: null,
    roles: [...member.roleIds],
    joined_at: member.joinedAt,
    premium_since: null,
    deaf: member.deaf,
    mute: member.mute,
    flags: 0,
    pending: false,
    communication_disabled_until: member.timeoutUntil,
  } as unknown as APIGuildMember;
}

export function voiceStateJson(guild: Guild, state: VoiceState, channelId: string | null): APIVoiceState {
  const member = guild.members.get(state.userId);
  return {
    guild_id: guild.id,
    channel_id: channelId,
    user_id: state.userId,
    ...(member ? { member: memberJson(member) } : {}),
    session_id: state.sessionId,
    deaf: member?.deaf ?? false,
    mute: member?.mute ?? false,
    self_deaf: state.selfDeaf,
    self_mute: state.selfMute,
    self_stream: false,
    self_video: false,
    suppress: state.suppress,
    request_to_speak_timestamp: state.requestToSpeakAt,
  };
}
