import type { Announcements } from '../guild/announcements.ts';
import type { Transcript } from '../transcript.ts';
import { memberJson } from '../world/payloads.ts';
import type { Channel, Guild } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { seenBy, withoutContent } from './stored-message.ts';
import type { StoredMessage } from './stored-message.ts';

/** Who is told of messages: everybody's go to the bots of the guild, direct ones to their bot, ephemeral ones to nobody. */
export class MessageEvents {
  readonly #deps: { world: World; announcements: Announcements; transcript: Transcript };

  constructor(deps: { world: World; announcements: Announcements; transcript: Transcript }) {
    this.#deps = deps;
  }

  changed(action: 'create' | 'edit', stored: StoredMessage): void {
    const { guild, channel } = stored;
    this.#record(action, stored);
    const event = action === 'create' ? 'MESSAGE_CREATE' : 'MESSAGE_UPDATE';
    for (const botId of this.#receivers(stored)) {
      const author = guild?.members.get(stored.message.author.id);
      const { user: _user, ...member } = author ? memberJson(author) : { user: undefined };
      const about = { channel_type: channel.type, ...(guild ? { guild_id: guild.id } : {}) };
      const message = seenBy(stored, botId);
      const full = { ...message, ...about, ...(author ? { member } : {}) };
      const stripped = { ...full, ...withoutContent(stored, message, botId) };
      this.#deps.announcements.message(botId, event, { full, stripped }, guild?.id);
    }
  }

  deleted(stored: StoredMessage): void {
    this.#record('delete', stored);
    this.#send(stored, 'MESSAGE_DELETE', { id: stored.message.id, ...placeOf(stored) });
  }

  /** Several of one channel at once. */
  bulkDeleted(all: readonly StoredMessage[]): void {
    for (const stored of all) this.#record('delete', stored);
    const [first] = all;
    if (!first) return;
    this.#send(first, 'MESSAGE_DELETE_BULK', {
      ids: all.map(({ message }) => message.id),
      ...placeOf(first),
    });
  }

  /** An event about a message. */
  tell(stored: StoredMessage, event: string, more: object): void {
    this.#send(stored, event, { ...placeOf(stored), message_id: stored.message.id, ...more });
  }

  /** An event about a channel's messages. */
  tellChannel(place: { channel: Channel; guild?: Guild }, event: string, more: object): void {
    this.#send(place, event, { ...placeOf(place), ...more });
  }

  #send(place: { channel: Channel; guild?: Guild; visibleTo?: string }, event: string, data: object): void {
    for (const botId of this.#receivers(place)) {
      this.#deps.announcements.toBot(botId, event, data, place.guild?.id);
    }
  }

  #receivers({
    channel,
    guild,
    visibleTo,
  }: {
    channel: Channel;
    guild?: Guild;
    visibleTo?: string;
  }): string[] {
    if (visibleTo !== undefined) return [];
    if (!guild) return (channel.recipients ?? []).filter(({ bot }) => bot).map(({ id }) => id);
    return [...this.#deps.world.applications.keys()].filter((id) => guild.members.has(id));
  }

  #record(action: 'create' | 'edit' | 'delete', stored: StoredMessage): void {
    const { message, channel, guild, visibleTo, interactionId } = stored;
    this.#deps.transcript.append({
      kind: 'message',
      action,
      messageId: message.id,
      channelId: channel.id,
      authorId: message.author.id,
      ...(guild ? { guildId: guild.id } : {}),
      ...(interactionId === undefined ? {} : { interactionId }),
      ...(visibleTo === undefined ? {} : { visibleTo }),
      ...(action === 'delete' ? {} : { message }),
    });
  }
}

function placeOf({ channel, guild }: { channel: Channel; guild?: Guild }): object {
  return { channel_id: channel.id, ...(guild ? { guild_id: guild.id } : {}) };
}
