import type {
  APIApplicationCommandOptionChoice,
  APIMessage,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import { InteractionResponseType } from 'discord-api-types/v10';
import type { Interaction, InteractionState } from '../interactions/interaction.ts';

export interface Patience {
  /** Default 15,000. */
  timeoutMs?: number;
}

/** What the member who started an interaction sees of it. */
export class InteractionHandle {
  readonly #interaction: Interaction;

  constructor(interaction: Interaction) {
    this.#interaction = interaction;
  }

  get id(): string {
    return this.#interaction.id;
  }

  /** A credential: on the prototype, so that it is neither printed nor serialised. */
  get token(): string {
    return this.#interaction.token;
  }

  /** Milliseconds since the Unix epoch. */
  get sentAt(): number {
    return this.#interaction.sentAt;
  }

  get ackedAt(): number | undefined {
    return this.#interaction.response?.at;
  }

  /** Milliseconds from dispatch to first response. */
  get ackMs(): number | undefined {
    return this.#interaction.ackMs;
  }

  get state(): InteractionState {
    return this.#interaction.state;
  }

  get responseType(): InteractionResponseType | undefined {
    return this.#interaction.response?.type;
  }

  /** Whether only the member sees the response. */
  get ephemeral(): boolean {
    return this.#interaction.response?.ephemeral ?? false;
  }

  /** Response and follow-ups as they are now; deleted ones are gone. */
  get messages(): APIMessage[] {
    const { original, followUps } = this.#interaction;
    return [...(original ? [original] : []), ...followUps].map(({ message }) => message);
  }

  get choices(): APIApplicationCommandOptionChoice[] | undefined {
    return this.#interaction.choices;
  }

  /** The form that was opened. */
  get modal(): APIModalInteractionResponseCallbackData | undefined {
    return this.#interaction.modal;
  }

  /** The first response, whichever. Rejects with what the member would read when there is none in time. */
  async acked(patience: Patience = {}): Promise<this> {
    await this.#until(() => this.#interaction.response, patience, 'a first response');
    return this;
  }

  /** The first content that is not the "is thinking…" placeholder. */
  reply(patience: Patience = {}): Promise<APIMessage> {
    return this.#until(() => this.#firstContent(), patience, 'a reply');
  }

  /** Nothing is left open: answered, or an update that shows nothing. */
  async settled(patience: Patience = {}): Promise<this> {
    const isSettled = (): true | undefined =>
      this.state === 'answered' || this.responseType === InteractionResponseType.DeferredMessageUpdate
        ? true
        : undefined;
    await this.#until(isSettled, patience, 'an end of "is thinking…"');
    return this;
  }

  /** The interaction that a modal of this one continues. */
  get interaction(): Interaction {
    return this.#interaction;
  }

  toJSON(): object {
    const { id, sentAt, ackMs, state, responseType, ephemeral, messages, choices, modal } = this;
    return { id, sentAt, ackMs, state, responseType, ephemeral, messages, choices, modal };
  }

  #firstContent(): APIMessage | undefined {
    if (this.state !== 'answered') return undefined;
    return this.messages[0];
  }

  #until<T>(read: () => T | undefined, { timeoutMs = 15_000 }: Patience, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): boolean => {
        const value = read();
        if (value !== undefined) resolve(value);
        else if (this.state === 'failed') reject(new Error('The application did not respond'));
        else return false;
        return true;
      };
      if (check()) return;
      const stop = (): void => {
        clearTimeout(timer);
        forget();
      };
      const forget = this.#interaction.onChange(() => {
        if (check()) stop();
      });
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no sign of ${what} within ${timeoutMs} ms; the interaction is ${this.state}`));
      }, timeoutMs);
    });
  }
}
