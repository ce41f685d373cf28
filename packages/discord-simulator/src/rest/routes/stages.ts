import { ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { isObject } from '../../json.ts';
import { stageJson } from '../../world/guild-payloads.ts';
import type { Channel, Guild } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachChannel } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';

/** Stages that are live. Who opens, renames and closes one moderates the stage. */
export function stageRoutes(router: Router, backend: Backend): void {
  const { stages } = backend;
  const reach = (call: BotCall, id: unknown, moderates: boolean): { channel: Channel; guild: Guild } => {
    const needed = moderates ? (['ManageChannels', 'MuteMembers', 'MoveMembers'] as const) : [];
    const { channel, guild } = reachChannel(backend, call.application, String(id), ...needed);
    if (!guild || channel.type !== ChannelType.GuildStageVoice) throw new DiscordError('wrongChannelType');
    return { channel, guild };
  };

  router.bot('POST', '/stage-instances', (call) => {
    const raw = isObject(call.body) ? call.body : {};
    const errors = new FormErrors();
    const id = errors.snowflake(['channel_id'], raw.channel_id);
    if (id === undefined) errors.required(['channel_id']);
    const topic = errors.text(['topic'], raw.topic, { min: 1, max: 120, required: true }) ?? '';
    errors.throwIfAny();
    const { channel, guild } = reach(call, id, true);
    if (guild.stages.has(channel.id)) throw new DiscordError('stageAlreadyOpen');
    return stageJson(stages.open(guild, channel, topic));
  });
  router.bot('GET', '/stage-instances/:channel', (call) => {
    const { channel, guild } = reach(call, call.params.channel, false);
    return stageJson(found(guild.stages.get(channel.id), 'unknownStage'));
  });
  router.bot('PATCH', '/stage-instances/:channel', (call) => {
    const { channel, guild } = reach(call, call.params.channel, true);
    const stage = found(guild.stages.get(channel.id), 'unknownStage');
    const errors = new FormErrors();
    const raw = isObject(call.body) ? call.body : {};
    const topic = errors.text(['topic'], raw.topic, { min: 1, max: 120 });
    errors.throwIfAny();
    if (topic !== undefined) stages.rename(guild, stage, topic);
    return stageJson(stage);
  });
  router.bot('DELETE', '/stage-instances/:channel', (call) => {
    const { channel, guild } = reach(call, call.params.channel, true);
    found(guild.stages.get(channel.id), 'unknownStage');
    stages.close(guild, channel.id);
  });
}
