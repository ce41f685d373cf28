import type {
  APIApplicationCommandOptionChoice,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import { InteractionResponseType } from 'discord-api-types/v10';
import type { StoredMessage } from '../messages/stored-message.ts';
import type { InteractionKind } from '../transcript.ts';
import type { Application, Channel, Guild, Member } from '../world/records.ts';

export interface InteractionOrigin {
  kind: InteractionKind;
  application: Application;
  guild: Guild;
  channel: Channel;
  member: Member;
  /** The message a component or a modal was opened from. */
  source?: StoredMessage | undefined;
  /** What was typed, or the custom id of what was pressed. */
  text: string;
}

export interface InteractionResponse {
  type: InteractionResponseType;
  at: number;
  ephemeral: boolean;
}

/**
 * `pending` → `deferred` (the placeholder, or a deferred update) → `answered`; straight to `answered`; or `failed` when nobody
 * responded in time.
 */
export type InteractionState = 'pending' | 'deferred' | 'answered' | 'failed';

/** What a user started, and all that the application showed for it. */
export class Interaction {
  readonly id: string;
  readonly origin: InteractionOrigin;
  readonly sentAt = Date.now();
  readonly sentAtMonotonic = performance.now();
  state: InteractionState = 'pending';
  response: InteractionResponse | undefined;
  ackMs: number | undefined;
  /** The response's message, or for updates the source message. */
  original: StoredMessage | undefined;
  readonly followUps: StoredMessage[] = [];
  choices: APIApplicationCommandOptionChoice[] | undefined;
  modal: APIModalInteractionResponseCallbackData | undefined;
  readonly #token: string;
  readonly #listeners = new Set<() => void>();

  constructor(id: string, token: string, origin: InteractionOrigin) {
    this.id = id;
    this.#token = token;
    this.origin = origin;
  }

  /** The credential of the webhook; on the prototype, so that printing an interaction doesn't show it. */
  get token(): string {
    return this.#token;
  }

  get ageMs(): number {
    return performance.now() - this.sentAtMonotonic;
  }

  acknowledge(type: InteractionResponseType, ephemeral: boolean): void {
    this.response = { type, at: Date.now(), ephemeral };
    this.ackMs = this.ageMs;
    const deferred =
      type === InteractionResponseType.DeferredChannelMessageWithSource ||
      type === InteractionResponseType.DeferredMessageUpdate;
    this.state = deferred ? 'deferred' : 'answered';
  }

  /** Tells those who wait. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
