import type { Ids } from '../ids.ts';
import { stageEventJson } from '../world/guild-payloads.ts';
import type { Channel, Guild, Stage } from '../world/records.ts';
import type { Announcements } from './announcements.ts';

/** Live stages, one a stage channel, each change with its event. */
export class Stages {
  readonly #ids: Ids;
  readonly #announcements: Announcements;

  constructor(ids: Ids, announcements: Announcements) {
    this.#ids = ids;
    this.#announcements = announcements;
  }

  /** @throws Error when the stage is live already */
  open(guild: Guild, channel: Channel, topic: string): Stage {
    if (guild.stages.has(channel.id)) throw new Error('the stage is live already');
    const stage = { id: this.#ids.next(), guildId: guild.id, channelId: channel.id, topic };
    guild.stages.set(channel.id, stage);
    this.#announcements.toGuild(guild, 'STAGE_INSTANCE_CREATE', stageEventJson(stage));
    return stage;
  }

  rename(guild: Guild, stage: Stage, topic: string): void {
    stage.topic = topic;
    this.#announcements.toGuild(guild, 'STAGE_INSTANCE_UPDATE', stageEventJson(stage));
  }

  close(guild: Guild, channelId: string): void {
    const stage = guild.stages.get(channelId);
    if (!stage) return;
    guild.stages.delete(channelId);
    this.#announcements.toGuild(guild, 'STAGE_INSTANCE_DELETE', stageEventJson(stage));
  }
}
