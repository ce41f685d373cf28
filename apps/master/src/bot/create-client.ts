import { watched } from '@anankor/discord';
import type { AroundRequest } from '@anankor/discord';
import { Client, GatewayIntentBits, Options } from 'discord.js';

export interface ClientSettings {
  apiUrl?: string | undefined;
  /** Sees every REST request. */
  around?: AroundRequest;
  /** The shards to connect, of so many; all that Discord asks for unless told. */
  shards?: { ids: readonly number[]; count: number };
  /** Called before each IDENTIFY, which waits for it; the library's own order unless told. */
  waitForIdentify?: (shard: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The master needs to know guilds, their roles and channels (for permissions) and who is in which voice channel; all else
 * is thrown away, since caches are most of a bot's memory. Interactions are read raw.
 */
export function createClient(settings: ClientSettings): Client {
  const { shards, waitForIdentify } = settings;
  return new Client({
    ...(shards ? { shards: [...shards.ids], shardCount: shards.count } : { shards: 'auto' }),
    ...(waitForIdentify ? { ws: { buildIdentifyThrottler: async () => ({ waitForIdentify }) } } : {}),
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    allowedMentions: { parse: [] },
    rest: {
      timeout: 10_000,
      retries: 2,
      ...(settings.apiUrl ? { api: settings.apiUrl } : {}),
      ...(settings.around ? { makeRequest: watched(settings.around) } : {}),
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ApplicationCommandManager: 0,
      ApplicationEmojiManager: 0,
      AutoModerationRuleManager: 0,
      BaseGuildEmojiManager: 0,
      DMMessageManager: 0,
      EntitlementManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      GuildForumThreadManager: 0,
      GuildInviteManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      GuildMessageManager: 0,
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      GuildTextThreadManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      StageInstanceManager: 0,
      ThreadManager: 0,
      ThreadMemberManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  });
}
