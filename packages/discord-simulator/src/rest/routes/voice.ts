import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { voiceStateJson } from '../../world/payloads.ts';
import { may } from '../../world/permissions.ts';
import type { Guild, VoiceState } from '../../world/records.ts';
import { timestamp } from '../../world/timestamp.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachGuild } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { isObject } from '../../json.ts';
import { FormErrors } from '../validation/form-errors.ts';

type StateChange = Partial<Pick<VoiceState, 'suppress' | 'requestToSpeakAt'>>;

/** Voice states: who is where, and who speaks on a stage. */
export function voiceRoutes(router: Router, backend: Backend): void {
  router.bot('GET', '/voice/regions', () => regions);
  router.bot('GET', '/guilds/:guild/regions', (call) => {
    reachGuild(backend, call.application, call.params.guild ?? '');
    return regions;
  });
  router.bot('GET', '/guilds/:guild/voice-states/:user', (call) => {
    const { guild, state } = stateOf(backend, call);
    return voiceStateJson(guild, state, state.channelId);
  });
  router.bot('PATCH', '/guilds/:guild/voice-states/:user', (call) => {
    const { guild, state } = stateOf(backend, call);
    backend.voiceStates.change(guild, state.userId, readChange(guild, state, call));
  });
}

const regions = [{ id: 'local', name: 'Local', custom: false, deprecated: false, optimal: true }];

function stateOf(backend: Backend, { application, params }: BotCall): { guild: Guild; state: VoiceState } {
  const guild = reachGuild(backend, application, params.guild ?? '');
  const userId = params.user === '@me' ? application.user.id : (params.user ?? '');
  return { guild, state: found(guild.voiceStates.get(userId), 'unknownVoiceState') };
}

/**
 * On a stage one may always suppress oneself and take one's hand down. To speak needs Mute Members, to raise a hand
 * Request to Speak; others are changed by Mute Members alone, and only whether they speak. When a bot speaks its hand is
 * down; a member who is invited is shown since when.
 */
function readChange(guild: Guild, state: VoiceState, { application, body }: BotCall): StateChange {
  const raw = isObject(body) ? body : {};
  const channel = found(guild.channels.get(state.channelId), 'unknownChannel');
  if (raw.channel_id !== undefined && raw.channel_id !== null && String(raw.channel_id) !== channel.id) {
    throw new DiscordError('unknownVoiceState');
  }
  if (channel.type !== ChannelType.GuildStageVoice) throw new DiscordError('wrongChannelType');
  const errors = new FormErrors();
  const suppress = errors.flag(['suppress'], raw.suppress);
  const raised = errors.time(['request_to_speak_timestamp'], raw.request_to_speak_timestamp);
  if (raised && Date.parse(raised) < Date.now() - clockTolerance) {
    errors.add(['request_to_speak_timestamp'], 'DATETIME_TYPE_PAST', 'Must be now or in the future');
  }
  errors.throwIfAny();
  const self = state.userId === application.user.id;
  const moderates = may(guild, channel, application.user.id, 'MuteMembers');
  if (!moderates && (!self || suppress === false)) throw new DiscordError('missingPermissions');
  if (raised && !may(guild, channel, application.user.id, 'RequestToSpeak')) {
    throw new DiscordError('missingPermissions');
  }
  if (suppress === false && state.suppress) {
    const isBot = guild.members.get(state.userId)?.user.bot === true;
    return { suppress, requestToSpeakAt: isBot ? null : timestamp() };
  }
  return {
    ...(suppress === undefined ? {} : { suppress, requestToSpeakAt: null }),
    ...(self && raised !== undefined ? { requestToSpeakAt: raised } : {}),
  };
}

/** "Now" of a client is in the past when it arrives. */
const clockTolerance = 60_000;
