import { guildSettings } from '@anankor/schemas';
import type { GuildSettingsValues } from '@anankor/schemas';
import type { Dynamodb } from './dynamodb-client.ts';
import type { TableDefinition } from './table-definitions.ts';
import { VersionedItems } from './versioned-items.ts';

export interface StoredGuildSettings {
  /** 0: nothing was ever set. */
  version: number;
  settings: GuildSettingsValues;
}

/** The settings of guilds. Not cached here: whoever reads them for every command keeps them for a short while. */
export class GuildSettings {
  readonly #items: VersionedItems<GuildSettingsValues>;

  constructor(options: { client: Dynamodb; table: TableDefinition }) {
    this.#items = new VersionedItems({
      client: options.client,
      table: options.table.name,
      shape: guildSettings,
    });
  }

  async get(guildId: string): Promise<StoredGuildSettings> {
    const { version, value } = await this.#items.read(guildId);
    return { version, settings: value };
  }

  /**
   * Writes all settings (those that `get` answered, altered, so that what a later version set stays), if nobody wrote since `expectedVersion` was read; else
   * answers the current ones.
   */
  async put(
    guildId: string,
    settings: GuildSettingsValues,
    expectedVersion: number,
  ): Promise<{ ok: boolean } & StoredGuildSettings> {
    const result = await this.#items.write(guildId, guildSettings.schema.parse(settings), expectedVersion);
    const { version, value } = result.ok ? result.written : result.current;
    return { ok: result.ok, version, settings: value };
  }
}
