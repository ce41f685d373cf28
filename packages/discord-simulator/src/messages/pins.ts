import { MessageReferenceType, MessageType } from 'discord-api-types/v10';
import type { Channel, Guild, User } from '../world/records.ts';
import { timestamp } from '../world/timestamp.ts';
import type { MessageEvents } from './message-events.ts';
import type { Messages } from './messages.ts';
import type { StoredMessage } from './stored-message.ts';

export const mostPins = 250;

/** Pinned messages of a channel. */
export class Pins {
  readonly #messages: Messages;
  readonly #events: MessageEvents;

  constructor(messages: Messages, events: MessageEvents) {
    this.#messages = messages;
    this.#events = events;
  }

  /** The one pinned last first. */
  list(channelId: string): StoredMessage[] {
    return this.#messages
      .all(channelId)
      .filter(({ pinnedAt }) => pinnedAt !== undefined)
      .sort((a, b) => (b.pinnedAt ?? '').localeCompare(a.pinnedAt ?? ''));
  }

  /** Everybody sees who pinned it, by a message of Discord's own. */
  pin(stored: StoredMessage, by: User): void {
    if (stored.pinnedAt !== undefined) return;
    stored.pinnedAt = timestamp();
    this.#changed(stored, true);
    const { channel, guild, message } = stored;
    this.#messages.create({
      channel,
      guild,
      author: by,
      form: { flags: 0, tts: false, enforceNonce: false },
      files: [],
      extra: {
        type: MessageType.ChannelPinnedMessage,
        message_reference: {
          type: MessageReferenceType.Default,
          channel_id: channel.id,
          message_id: message.id,
          ...(guild ? { guild_id: guild.id } : {}),
        },
      },
    });
  }

  unpin(stored: StoredMessage): void {
    if (stored.pinnedAt === undefined) return;
    delete stored.pinnedAt;
    this.#changed(stored, false);
  }

  #changed(stored: StoredMessage, pinned: boolean): void {
    const { channel, guild } = stored;
    stored.message = { ...stored.message, pinned };
    if (stored.pinnedAt !== undefined) channel.lastPinAt = stored.pinnedAt;
    this.#events.changed('edit', stored);
    const place: { channel: Channel; guild?: Guild } = { channel, ...(guild ? { guild } : {}) };
    this.#events.tellChannel(place, 'CHANNEL_PINS_UPDATE', { last_pin_timestamp: channel.lastPinAt });
  }
}
