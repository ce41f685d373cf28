import { commandPath } from '@anankor/discord';
import type { APIChatInputApplicationCommandInteraction } from 'discord-api-types/v10';
import { routeOf, validateCommand } from '../middleware/validate.ts';
import type { Turn } from '../services/guild-order.ts';
import type { InteractionContext } from './context.ts';
import { handleRequest } from './handle-request.ts';

/** A command that was typed: read at once, handled when its turn is known. */
export function chatInput(
  context: InteractionContext,
  interaction: APIChatInputApplicationCommandInteraction,
): (turn: Turn) => Promise<void> {
  const validated = validateCommand(interaction, context.view);
  const facts = {
    // A name Discord still has and we don't would be a label of anybody's choice.
    command: validated.ok ? validated.request.command.path : 'unknown',
    kind: 'command',
    interactionId: interaction.id,
    guildId: interaction.guild_id,
  } as const;
  return (turn) => handleRequest(context, validated, routeOf(interaction), turn, facts);
}

/** What the span of an interaction is called. */
export function chatInputName(interaction: APIChatInputApplicationCommandInteraction): string {
  return `/${commandPath(interaction.data.name, interaction.data.options ?? []).path}`;
}
