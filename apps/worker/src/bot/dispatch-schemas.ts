import { snowflake } from '@anankor/schemas';
import { z } from 'zod';

/** The parts of Discord's events that a worker uses. Lists are read element by element, so that one bad element costs only itself. */
export const sentGuild = z.object({ id: snowflake });

export const ready = z.object({
  user: z.object({ username: z.string() }),
  guilds: z.unknown().optional(),
  shard: z.tuple([z.int().nonnegative(), z.int().positive()]).optional(),
});

export const guildChange = z.object({ id: snowflake, unavailable: z.boolean().default(false) });

export const guildContent = guildChange.extend({
  members: z.unknown().optional(),
  voice_states: z.unknown().optional(),
});

const user = z.object({ id: snowflake, bot: z.boolean().default(false) });

export const memberOfGuild = z.object({ user });

export const voiceState = z.object({
  guild_id: snowflake.optional(),
  user_id: snowflake,
  channel_id: snowflake.nullable(),
  /** Of use for the bot's own state alone. */
  session_id: z.string().optional(),
  deaf: z.boolean().default(false),
  self_deaf: z.boolean().default(false),
  /** By a moderator. */
  mute: z.boolean().default(false),
  suppress: z.boolean().default(false),
  member: z.object({ user }).optional().catch(undefined),
});
export type SentVoiceState = z.output<typeof voiceState>;

export const voiceServer = z.object({
  guild_id: snowflake,
  token: z.string(),
  endpoint: z.string().nullable(),
});
