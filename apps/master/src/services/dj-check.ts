import type { GuildSettings } from '@anankor/storage';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../interactions/request.ts';
import { managesServer } from '../middleware/guard.ts';

/** A change of the roles counts after so many milliseconds at the latest. */
const REMEMBERED_MS = 10_000;

/** Whether a member passes tier D: manages the server or has a DJ role; where no role is set, everybody is a DJ. */
export class DjCheck {
  readonly #settings: GuildSettings;
  readonly #roles = new LRUCache<string, readonly string[]>({ max: 10_000, ttl: REMEMBERED_MS });

  constructor(settings: GuildSettings) {
    this.#settings = settings;
  }

  async isDj(guildId: string, caller: Caller): Promise<boolean> {
    if (managesServer(caller.permissions)) return true;
    const roles = this.#roles.get(guildId) ?? (await this.#read(guildId));
    return roles.length === 0 || roles.some((role) => caller.roleIds.includes(role));
  }

  async #read(guildId: string): Promise<readonly string[]> {
    const { settings } = await this.#settings.get(guildId);
    const roles = settings.djMode === 'off' ? [] : settings.djRoleIds;
    this.#roles.set(guildId, roles);
    return roles;
  }
}
