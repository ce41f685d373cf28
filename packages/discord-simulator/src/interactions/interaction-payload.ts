import type { APIInteraction } from 'discord-api-types/v10';
import { InteractionType } from 'discord-api-types/v10';
import { channelJson } from '../world/channel-payloads.ts';
import { memberJson } from '../world/payloads.ts';
import { channelPermissions } from '../world/permissions.ts';
import type { Channel, Guild, Member } from '../world/records.ts';
import type { Interaction } from './interaction.ts';

const types = {
  command: InteractionType.ApplicationCommand,
  autocomplete: InteractionType.ApplicationCommandAutocomplete,
  component: InteractionType.MessageComponent,
  modal: InteractionType.ModalSubmit,
};

/** INTERACTION_CREATE as the gateway sends it. */
export function interactionJson(interaction: Interaction, data: object): APIInteraction {
  const { kind, application, guild, channel, member, source } = interaction.origin;
  return {
    id: interaction.id,
    application_id: application.id,
    type: types[kind],
    data,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_id: guild.id,
    channel: partialChannel(guild, channel, member),
    channel_id: channel.id,
    member: memberWithPermissions(guild, channel, member),
    token: interaction.token,
    version: 1,
    app_permissions: channelPermissions(guild, channel, application.user.id).toString(),
    locale: member.user.locale,
    guild_locale: guild.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { '0': guild.id },
    context: 0,
    attachment_size_limit: 10_485_760,
    ...(source ? { message: source.message } : {}),
  } as unknown as APIInteraction;
}

export function memberWithPermissions(guild: Guild, channel: Channel, member: Member): object {
  const permissions = channelPermissions(guild, channel, member.user.id).toString();
  return { ...memberJson(member), permissions };
}

/** A channel with the permissions of the one who sees it. */
export function partialChannel(guild: Guild, channel: Channel, viewer: Member): object {
  const permissions = channelPermissions(guild, channel, viewer.user.id).toString();
  return { ...channelJson(channel), permissions };
}
