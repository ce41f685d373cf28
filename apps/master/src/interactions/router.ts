import { classify } from '@anankor/core';
import { anankor } from '@anankor/telemetry';
import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';
import type { APIInteraction } from 'discord-api-types/v10';
import { traced } from '../middleware/trace.ts';
import type { GuildOrder, Turn } from '../services/guild-order.ts';
import { InFlight } from '../services/in-flight.ts';
import { INTERACTION_LIFE_MS } from '../services/replica-election.ts';
import type { Election } from '../services/replica-election.ts';
import type { OnStep } from '../workflows/steps.ts';
import { handleAutocomplete } from './autocomplete.ts';
import { chatInputName, handleChatInput } from './chat-input.ts';
import { handleComponent } from './component.ts';
import type { InteractionContext } from './context.ts';

export interface RouterOptions {
  context: InteractionContext;
  order: GuildOrder;
  /** Milliseconds the elected replica is given before another looks whether it acted. */
  backupDelayMs: number;
  onStep: OnStep;
}

/** By then a replica that lives has claimed or answered what it won, and another one has stepped in. */
const ABANDONED_MS = 6_000;
/** Milliseconds the election may take; without Redis the claim alone decides. */
const ELECTION_LIMIT_MS = 800;

/**
 * Interaction → its handler, in one replica. The others look after a moment whether the elected one acted, and step in
 * where it died before it claimed the interaction.
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #inFlight = new InFlight();
  readonly #stopping = new AbortController();

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** Called for every interaction of the gateway; returns at once. */
  route(interaction: APIInteraction): void {
    if (this.#stopping.signal.aborted) return;
    const turn = this.#options.order.take(guildOf(interaction));
    this.#inFlight.add(this.#route(interaction, turn).finally(() => turn.done()));
  }

  /** Goes on with interactions whose replica died before it claimed them; resolves to their number. */
  async recover(): Promise<number> {
    const { context, order } = this.#options;
    const abandoned = await context.election.abandoned(ABANDONED_MS);
    for (const interaction of abandoned) {
      context.logger.warn(
        { interactionId: interaction.id },
        'an interaction was abandoned, going on with it',
      );
      const turn = order.take(guildOf(interaction));
      this.#inFlight.add(this.#handle(interaction, turn).finally(() => turn.done()));
    }
    return abandoned.length;
  }

  /**
   * Takes nothing more and waits for what is in hand. Only then are the guilds let go of: what their next replica puts on
   * a stream comes behind everything of this one.
   */
  async stop(): Promise<void> {
    const { election, logger } = this.#options.context;
    this.#stopping.abort();
    await this.#inFlight.idle();
    await election.release().catch((thrown: unknown) => {
      logger.warn(
        { err: classify(thrown) },
        'guilds could not be let go of; others take them over in a moment',
      );
    });
  }

  async #route(interaction: APIInteraction, turn: Turn): Promise<void> {
    const { context, onStep } = this.#options;
    try {
      const { acts, holder } = await this.#elect(interaction);
      if (acts) {
        await onStep('elected');
        await this.#handle(interaction, turn);
      } else if (interaction.type !== InteractionType.ApplicationCommandAutocomplete) {
        await this.#standIn(interaction, holder, turn);
      }
    } catch (thrown) {
      context.logger.error(
        { interactionId: interaction.id, err: classify(thrown) },
        'an interaction was lost',
      );
    }
  }

  /** Where Redis does not say, every replica acts, and the claim lets one of them through. */
  async #elect(interaction: APIInteraction): Promise<Election> {
    const { context } = this.#options;
    const limit = new AbortController();
    const unknown = { acts: true, holder: '' };
    const tooLate = context.clock.sleep(ELECTION_LIMIT_MS, limit.signal).then(
      () => unknown,
      () => unknown,
    );
    const keep = interaction.type !== InteractionType.ApplicationCommandAutocomplete;
    const won = context.election.win(interaction, guildOf(interaction), keep).catch(() => unknown);
    const election = await Promise.race([won, tooLate]);
    limit.abort();
    return election;
  }

  /**
   * The elected replica has settled it by now, or it is gone: one of the others takes the guild, and those that don't
   * watch that one in the same way. A replica that leaves looks once more, since it may be the only one that heard it.
   */
  async #standIn(interaction: APIInteraction, holder: string, turn: Turn): Promise<void> {
    const { context, backupDelayMs } = this.#options;
    const { clock, election, logger } = context;
    const deadline = clock.monotonic() + INTERACTION_LIFE_MS;
    let silent = holder;
    while (clock.monotonic() < deadline) {
      await clock.sleep(backupDelayMs);
      const found = await election.standIn(interaction, guildOf(interaction), silent);
      if (found.outcome === 'settled') return;
      if (found.outcome === 'taken') {
        logger.warn({ interactionId: interaction.id }, 'the elected replica is silent, standing in');
        return this.#handle(interaction, turn);
      }
      if (this.#stopping.signal.aborted) return;
      silent = found.holder;
    }
  }

  async #handle(interaction: APIInteraction, turn: Turn): Promise<void> {
    const { context } = this.#options;
    const attributes = {
      [anankor.JOB_ID]: interaction.id,
      ...(interaction.guild_id ? { [anankor.GUILD_ID]: interaction.guild_id } : {}),
    };
    switch (interaction.type) {
      case InteractionType.ApplicationCommand:
        // We register no other kind.
        if (interaction.data.type !== ApplicationCommandType.ChatInput) return;
        return traced(chatInputName(interaction as Parameters<typeof chatInputName>[0]), attributes, () =>
          handleChatInput(context, interaction as Parameters<typeof handleChatInput>[1], turn),
        );
      case InteractionType.ApplicationCommandAutocomplete:
        return traced('autocomplete', attributes, () => handleAutocomplete(context, interaction));
      case InteractionType.MessageComponent:
        return traced('button', attributes, () => handleComponent(context, interaction, turn));
      case InteractionType.ModalSubmit:
      case InteractionType.Ping:
        // We send no modals, and pings come over HTTP alone.
        return;
    }
  }
}

/** The guild, or the user of a direct message. */
function guildOf(interaction: APIInteraction): string {
  return interaction.guild_id ?? interaction.user?.id ?? interaction.id;
}
