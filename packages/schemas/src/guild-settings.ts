import { z } from 'zod';
import { storedPart, storedShape } from './stored-shape.ts';
import type { StoredValue } from './stored-shape.ts';

/** What the administrators of a guild can set, with what holds where they did not. The one home of these defaults. */
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

export const defaultGuildSettings: GuildSettingsValues = guildSettings.schema.parse({});

/**
 * Settings on their way to a session, and as it keeps them. A higher version was set later, so of two the session keeps that one,
 * whatever order they come in.
 */
export const settingsInForce = storedPart({
  version: z.number().int().nonnegative(),
  values: guildSettings.schema,
});
export type SettingsInForce = z.infer<typeof settingsInForce>;
