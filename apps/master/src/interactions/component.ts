import type { APIMessageComponentInteraction } from 'discord-api-types/v10';
import { routeOf, validateButton } from '../middleware/validate.ts';
import type { Turn } from '../services/guild-order.ts';
import type { InteractionContext } from './context.ts';
import { handleRequest } from './handle-request.ts';

/** A button that was pressed: the command behind it, as if it were typed. */
export function component(
  context: InteractionContext,
  interaction: APIMessageComponentInteraction,
): (turn: Turn) => Promise<void> {
  const validated = validateButton(interaction, context.view);
  const facts = {
    command: validated.ok ? validated.request.command.path : 'unknown',
    kind: 'component',
    interactionId: interaction.id,
    guildId: interaction.guild_id,
  } as const;
  return (turn) => handleRequest(context, validated, routeOf(interaction), turn, facts);
}
