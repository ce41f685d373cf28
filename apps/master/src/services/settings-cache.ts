import type { GuildSettings, StoredGuildSettings } from '@anankor/storage';
import { LRUCache } from 'lru-cache';

/** A change of the settings counts after so many milliseconds at the latest. */
const REMEMBERED_MS = 10_000;

/** The settings of guilds, remembered for a short while. */
export class SettingsCache {
  readonly #guilds: LRUCache<string, StoredGuildSettings>;

  constructor(settings: GuildSettings) {
    this.#guilds = new LRUCache<string, StoredGuildSettings>({
      max: 10_000,
      ttl: REMEMBERED_MS,
      fetchMethod: (guildId) => settings.get(guildId),
    });
  }

  /** Rejects where DynamoDB can't be asked, and remembers nothing then. */
  async of(guildId: string): Promise<StoredGuildSettings> {
    return this.#guilds.forceFetch(guildId);
  }
}
