import { classify, within } from '@anankor/core';
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
import { chatInput, chatInputName } from './chat-input.ts';
import { component } from './component.ts';
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
      const handled = (async () => this.#handlerOf(interaction)(turn))();
      this.#inFlight.add(handled.finally(() => turn.done()));
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
      const election = this.#elect(interaction);
      // The member waits: it is read while Redis answers.
      const handle = this.#handlerOf(interaction);
      const { acts, holder } = await election;
      if (acts) {
        await onStep('elected');
        await handle(turn);
      } else if (await this.#standsIn(interaction, holder)) {
        await handle(turn);
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
    const unknown = { acts: true, holder: '' };
    const keep = interaction.type !== InteractionType.ApplicationCommandAutocomplete;
    const won = context.election.win(interaction, guildOf(interaction), keep).catch(() => unknown);
    return within(won, ELECTION_LIMIT_MS, unknown);
  }

  /**
   * Whether this replica stands in. The elected one has settled it by now, or it is gone: one of the others takes the guild, and those
   * that don't watch that one in the same way. A replica that leaves looks once more, since it may be the only one that heard it.
   */
  async #standsIn(interaction: APIInteraction, holder: string): Promise<boolean> {
    // Choices that come so late are of no use.
    if (interaction.type === InteractionType.ApplicationCommandAutocomplete) return false;
    const { context, backupDelayMs } = this.#options;
    const { clock, election, logger } = context;
    const deadline = clock.monotonic() + INTERACTION_LIFE_MS;
    let silent = holder;
    while (clock.monotonic() < deadline) {
      await clock.sleep(backupDelayMs);
      const found = await election.standIn(interaction, guildOf(interaction), silent);
      if (found.outcome === 'settled') return false;
      if (found.outcome === 'taken') {
        logger.warn({ interactionId: interaction.id }, 'the elected replica is silent, standing in');
        return true;
      }
      if (this.#stopping.signal.aborted) return false;
      silent = found.holder;
    }
    return false;
  }

  /** Reads the interaction; what it returns handles it, in a span of its own. */
  #handlerOf(interaction: APIInteraction): (turn: Turn) => Promise<void> {
    const { context } = this.#options;
    const attributes = {
      [anankor.JOB_ID]: interaction.id,
      ...(interaction.guild_id ? { [anankor.GUILD_ID]: interaction.guild_id } : {}),
    };
    const spanned =
      (name: string, handle: (turn: Turn) => Promise<void>) =>
      (turn: Turn): Promise<void> =>
        traced(name, attributes, () => handle(turn));
    switch (interaction.type) {
      case InteractionType.ApplicationCommand: {
        // We register no other kind.
        if (interaction.data.type !== ApplicationCommandType.ChatInput) return ignore;
        const typed = interaction as Parameters<typeof chatInput>[1];
        return spanned(chatInputName(typed), chatInput(context, typed));
      }
      case InteractionType.ApplicationCommandAutocomplete:
        return spanned('autocomplete', () => handleAutocomplete(context, interaction));
      case InteractionType.MessageComponent:
        return spanned('button', component(context, interaction));
      case InteractionType.ModalSubmit:
      case InteractionType.Ping:
        // We send no modals, and pings come over HTTP alone.
        return ignore;
    }
  }
}

const ignore = (): Promise<void> => Promise.resolve();

/** The guild, or the user of a direct message. */
function guildOf(interaction: APIInteraction): string {
  return interaction.guild_id ?? interaction.user?.id ?? interaction.id;
}
