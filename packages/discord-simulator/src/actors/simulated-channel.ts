import type { APIMessage, ChannelType } from 'discord-api-types/v10';
import type { Backend } from '../backend.ts';
import type { Channel, Guild } from '../world/records.ts';
import { toOverwrite } from './references.ts';
import type { OverwriteWish } from './references.ts';

/** A channel, as its guild's administrator handles it. */
export class SimulatedChannel {
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #channel: Channel;

  constructor(backend: Backend, guild: Guild, channel: Channel) {
    this.#backend = backend;
    this.#guild = guild;
    this.#channel = channel;
  }

  get id(): string {
    return this.#channel.id;
  }

  get guildId(): string {
    return this.#guild.id;
  }

  get name(): string {
    return this.#channel.name;
  }

  get type(): ChannelType {
    return this.#channel.type;
  }

  /** Ids of the users, bots included, in the voice channel. */
  get occupants(): string[] {
    return [...this.#guild.voiceStates.values()]
      .filter(({ channelId }) => channelId === this.id)
      .map(({ userId }) => userId);
  }

  /** What everybody sees, newest first. */
  get messages(): APIMessage[] {
    return this.#backend.messages.list(this.id, Infinity);
  }

  /** Replaces the overwrite of that role, member or bot. */
  setOverwrite(wish: OverwriteWish): void {
    this.#backend.guildChanges.setOverwrite(this.#guild, this.#channel, toOverwrite(wish, this.guildId));
  }

  /** 0 for no limit. */
  setUserLimit(userLimit: number): void {
    this.#backend.guildChanges.updateChannel(this.#guild, this.#channel, { userLimit });
  }

  delete(): void {
    this.#backend.guildChanges.deleteChannel(this.#guild, this.#channel);
  }
}
