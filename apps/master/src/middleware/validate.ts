import { decodeButton, parseInput, parseOptions } from '@anankor/discord';
import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { MessageFlags } from 'discord-api-types/v10';
import type {
  APIChatInputApplicationCommandInteraction,
  APIMessageComponentInteraction,
} from 'discord-api-types/v10';
import type { GuildView } from '../bot/guild-view.ts';
import type { Caller, CommandRequest } from '../interactions/request.ts';

export type Validated = { ok: true; request: CommandRequest } | { ok: false; reply: Reply };

type Interaction = APIChatInputApplicationCommandInteraction | APIMessageComponentInteraction;

/** The options a member chose, by the schema of their command. */
export function validateCommand(
  interaction: APIChatInputApplicationCommandInteraction,
  view: GuildView,
): Validated {
  const place = placeOf(interaction, view);
  if (!place) return { ok: false, reply: failure('NV') };
  const parsed = parseOptions(interaction.data.name, interaction.data.options ?? []);
  if (!parsed.ok) return parsed;
  const { command, input } = parsed;
  const chosen = input['channel'];
  return {
    ok: true,
    request: {
      ...place,
      command,
      input,
      origin: { kind: 'command' },
      channelId: typeof chosen === 'string' ? chosen : place.caller.voiceChannelId,
      route: { ...routeOf(interaction), deferred: command.ephemeral ? 'ephemeral' : 'public' },
    },
  };
}

/** The command behind a button. One that nobody can read any more is stale (SP). */
export function validateButton(interaction: APIMessageComponentInteraction, view: GuildView): Validated {
  const place = placeOf(interaction, view);
  const button = decodeButton(interaction.data.custom_id);
  const parsed = button && parseInput(button.path, button.input);
  if (!place || !button || !parsed?.ok) return { ok: false, reply: failure('SP') };
  return {
    ok: true,
    request: {
      ...place,
      command: parsed.command,
      input: parsed.input,
      origin: { kind: 'component', sessionId: button.sessionId, revision: button.revision },
      channelId: button.channelId,
      route: {
        ...routeOf(interaction),
        deferred: button.opens ? 'ephemeral' : 'update',
        ...(isEphemeral(interaction.message) ? { ephemeralMessage: true } : {}),
      },
    },
  };
}

function isEphemeral({ flags }: { flags?: MessageFlags }): boolean {
  return ((flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}

/** How the interaction is answered. */
export function routeOf(interaction: {
  id: string;
  application_id: string;
  token: string;
  locale?: string;
  guild_locale?: string;
}) {
  return {
    applicationId: interaction.application_id,
    interactionId: interaction.id,
    token: interaction.token,
    locale: interaction.locale ?? 'en-US',
    guildLocale: interaction.guild_locale ?? 'en-US',
  };
}

/** Null outside of guilds, where no command is registered. */
function placeOf(interaction: Interaction, view: GuildView) {
  const { guild_id: guildId, member } = interaction;
  if (!guildId || !member) return null;
  const caller: Caller = {
    userId: member.user.id,
    roleIds: member.roles,
    permissions: BigInt(member.permissions),
    voiceChannelId: view.channelOf(guildId, member.user.id),
  };
  return { guildId, textChannelId: interaction.channel.id, caller };
}
