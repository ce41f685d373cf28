import { storedShape } from '@anankor/schemas';
import type { StoredValue } from '@anankor/schemas';
import { z } from 'zod';
import type { Dynamodb } from './dynamodb-client.ts';
import type { TableDefinition } from './table-definitions.ts';
import { VersionedItems } from './versioned-items.ts';

/** What the administrators of a guild can set, with what holds where they did not. */
export const guildSettings = storedShape(1, {
  /** Members with one of these roles pass tier D. None: every listener does. */
  djRoleIds: z.array(z.string()).default([]),
  /** `off`: everybody passes tier D. `on`: others are refused. `vote`: others may vote where a command has one. */
  djMode: z.enum(['off', 'on', 'vote']).default('vote'),
  /** Per cent, of a new session. */
  volume: z.number().int().min(0).max(200).default(100),
  /** Per cent, the most a member may set. */
  maxVolume: z.number().int().min(1).max(200).default(200),
  /** Share of the listeners that a vote needs, 0 to 1. */
  voteRatio: z.number().min(0).max(1).default(0.5),
  /** Seconds; null: never. */
  pauseOnEmptySeconds: z.number().int().nonnegative().nullable().default(10),
  leaveOnEmptySeconds: z.number().int().nonnegative().nullable().default(300),
  idleSeconds: z.number().int().nonnegative().nullable().default(600),
  /** A new track edits the panel, posts a new one, or neither. */
  announce: z.enum(['off', 'edit', 'new']).default('edit'),
  /** Entries. */
  maxQueueLength: z.number().int().min(1).max(10_000).default(10_000),
  maxPerUser: z.number().int().min(1).nullable().default(null),
  maxTrackSeconds: z.number().int().min(1).nullable().default(null),
  duplicates: z.enum(['allow', 'warn', 'block']).default('allow'),
  /** A Discord locale for what everybody sees; null: the one that the server has at Discord. */
  locale: z.string().nullable().default(null),
  /** Whether the voice channel's status names the track. */
  voiceStatus: z.boolean().default(false),
});
export type GuildSettingsValues = StoredValue<typeof guildSettings>;

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
