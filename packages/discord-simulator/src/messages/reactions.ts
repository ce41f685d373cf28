import { memberJson } from '../world/payloads.ts';
import type { MessageEvents } from './message-events.ts';
import { emojiJson } from './stored-message.ts';
import type { StoredMessage } from './stored-message.ts';

export const mostReactions = 20;

/** Reactions to messages, each with its gateway event. */
export class Reactions {
  readonly #events: MessageEvents;

  constructor(events: MessageEvents) {
    this.#events = events;
  }

  /** @param emoji a character, or `name:id` */
  add(stored: StoredMessage, emoji: string, userId: string): void {
    const users = stored.reactions.get(emoji) ?? new Set();
    if (users.has(userId)) return;
    stored.reactions.set(emoji, users.add(userId));
    const member = stored.guild?.members.get(userId);
    this.#events.tell(stored, 'MESSAGE_REACTION_ADD', {
      ...this.#about(emoji, userId),
      ...(member ? { member: memberJson(member) } : {}),
      message_author_id: stored.message.author.id,
    });
  }

  remove(stored: StoredMessage, emoji: string, userId: string): void {
    const users = stored.reactions.get(emoji);
    if (!users?.delete(userId)) return;
    if (users.size === 0) stored.reactions.delete(emoji);
    this.#events.tell(stored, 'MESSAGE_REACTION_REMOVE', this.#about(emoji, userId));
  }

  /** All of an emoji, or all there are. */
  clear(stored: StoredMessage, emoji?: string): void {
    if (emoji === undefined) {
      stored.reactions.clear();
      this.#events.tell(stored, 'MESSAGE_REACTION_REMOVE_ALL', {});
    } else if (stored.reactions.delete(emoji)) {
      this.#events.tell(stored, 'MESSAGE_REACTION_REMOVE_EMOJI', { emoji: emojiJson(emoji) });
    }
  }

  #about(emoji: string, userId: string): object {
    return { user_id: userId, emoji: emojiJson(emoji), burst: false, type: 0 };
  }
}
