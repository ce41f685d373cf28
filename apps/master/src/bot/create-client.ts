import { setTimeout as pause } from 'node:timers/promises';
import { guardShards, kindOfFrame, watched } from '@anankor/discord';
import type { AroundRequest } from '@anankor/discord';
import type { InputReader } from '@anankor/schemas';
import { Client, GatewayIntentBits, Options, SimpleShardingStrategy } from 'discord.js';

/** How long the close of a shard is waited for, milliseconds. */
const CLOSE_MS = 1_000;

export interface ClientSettings {
  apiUrl?: string | undefined;
  /** Of source `gateway`. */
  reader: InputReader;
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
  const { shards, waitForIdentify, reader } = settings;
  const over = new AbortController();
  const client = new Client({
    ...(shards ? { shards: [...shards.ids], shardCount: shards.count } : { shards: 'auto' }),
    ws: {
      buildStrategy: (manager) => guardShards(mortalStrategy(manager, over.signal), reader),
      ...(waitForIdentify ? { buildIdentifyThrottler: async () => ({ waitForIdentify }) } : {}),
    },
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
  const destroy = async (): Promise<void> => {
    over.abort();
    // A shard that just waits for HELLO closes, but the library may miss that.
    await Promise.race([Client.prototype.destroy.call(client), pause(CLOSE_MS, undefined, { ref: false })]);
  };
  guardPackets(client, reader);
  return Object.assign(client, { destroy });
}

/** Packets that came before the client was ready are handled later, where nothing else would catch what they make it throw. */
function guardPackets(client: Client, reader: InputReader): void {
  const manager = client.ws as unknown as { handlePacket(packet: unknown, shard: unknown): boolean };
  const handlePacket = manager.handlePacket.bind(client.ws);
  manager.handlePacket = (packet, shard) => {
    let handled = false;
    reader.guard(kindOfFrame(packet), () => (handled = handlePacket(packet, shard)));
    return handled;
  };
}

type Shards = ConstructorParameters<typeof SimpleShardingStrategy>[0];

/**
 * The library's own, whose `destroy` does not reach a shard that waits for HELLO or between two connections: it would
 * come back half a second later. Each connection begins with the question for its session, which then has no answer.
 */
function mortalStrategy(manager: Shards, signal: AbortSignal): SimpleShardingStrategy {
  const { retrieveSessionInfo } = manager.options;
  manager.options.retrieveSessionInfo = (shard) =>
    signal.aborted ? new Promise<never>(() => undefined) : retrieveSessionInfo(shard);
  return new SimpleShardingStrategy(manager);
}
