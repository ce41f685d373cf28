import { randomText } from '../ids.ts';
import type { Ids } from '../ids.ts';
import { userJson } from '../world/payloads.ts';
import type { Application, Channel, Guild, User, Webhook } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { Announcements } from './announcements.ts';

/** Webhooks of channels, which post under a name of their own. */
export class Webhooks {
  readonly #deps: { ids: Ids; world: World; announcements: Announcements };

  constructor(deps: { ids: Ids; world: World; announcements: Announcements }) {
    this.#deps = deps;
  }

  create(guild: Guild, channel: Channel, by: Application, name: string): Webhook {
    const webhook: Webhook = {
      id: this.#deps.ids.next(),
      token: randomText(51),
      guildId: guild.id,
      applicationId: by.id,
      creator: by.user,
      channelId: channel.id,
      name,
    };
    guild.webhooks.set(webhook.id, webhook);
    this.#changed(guild, channel.id);
    return webhook;
  }

  find(id: string): { guild: Guild; webhook: Webhook } | undefined {
    for (const guild of this.#deps.world.guilds.values()) {
      const webhook = guild.webhooks.get(id);
      if (webhook) return { guild, webhook };
    }
    return undefined;
  }

  update(guild: Guild, webhook: Webhook, change: Partial<Pick<Webhook, 'name' | 'channelId'>>): void {
    Object.assign(webhook, change);
    this.#changed(guild, webhook.channelId);
  }

  delete(guild: Guild, webhook: Webhook): void {
    guild.webhooks.delete(webhook.id);
    this.#changed(guild, webhook.channelId);
  }

  #changed(guild: Guild, channelId: string): void {
    const data = { guild_id: guild.id, channel_id: channelId };
    this.#deps.announcements.toGuild(guild, 'WEBHOOKS_UPDATE', data);
  }
}

/** Whom a webhook's messages are by. */
export function webhookAuthor(webhook: Webhook, username?: string): User {
  return {
    id: webhook.id,
    username: username ?? webhook.name,
    bot: true,
    locale: webhook.creator.locale,
    directMessagesClosed: true,
  };
}

/** With its token, which only its own application sees. */
export function webhookJson(webhook: Webhook, viewer?: Application): object {
  const { id, token, guildId, channelId, name, creator, applicationId } = webhook;
  return {
    id,
    type: 1,
    guild_id: guildId,
    channel_id: channelId,
    name,
    avatar: null,
    application_id: applicationId,
    user: userJson(creator),
    ...(viewer && viewer.id !== applicationId ? {} : { token }),
  };
}
