import { commandPath } from '@anankor/discord';
import type { Choice } from '@anankor/discord';
import type { APIApplicationCommandAutocompleteInteraction } from 'discord-api-types/v10';
import { findCommand } from '@anankor/schemas';
import { complete } from '../commands/complete.ts';
import { routeOf } from '../middleware/validate.ts';
import type { InteractionContext } from './context.ts';

/** Milliseconds until a member sees no choices rather than an error: Discord gives up after 3 s. */
const LIMIT_MS = 2_200;

/** What a member may mean who is still typing. */
export async function handleAutocomplete(
  context: InteractionContext,
  interaction: APIApplicationCommandAutocompleteInteraction,
): Promise<void> {
  const route = routeOf(interaction);
  const { path, options } = commandPath(interaction.data.name, interaction.data.options);
  const facts = {
    command: findCommand(path)?.path ?? 'unknown',
    kind: 'autocomplete',
    interactionId: interaction.id,
    guildId: interaction.guild_id,
  } as const;
  const typist = { locale: route.locale, guildId: interaction.guild_id ?? '' };
  const limit = context.clock.sleep(LIMIT_MS).then((): readonly Choice[] => []);
  const choices = await Promise.race([complete(path, options, typist, context), limit]);
  try {
    const begun = context.clock.monotonic();
    await context.acknowledger.choices(route, choices);
    context.events.acknowledged(facts, context.clock.monotonic() - begun);
  } catch {
    // Nobody misses choices that came too late.
    context.logger.debug(facts, 'choices could not be told');
  }
}
