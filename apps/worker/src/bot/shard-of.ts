/** Whether a guild belongs to what is meant, for instance to one shard. */
export type GuildFilter = (guildId: string) => boolean;

export const everyGuild: GuildFilter = () => true;

/** The guilds a shard tells of. */
export function guildsOfShard([shard, shards]: readonly [number, number] = [0, 1]): GuildFilter {
  return shards === 1 ? everyGuild : (guildId) => shardOf(guildId, shards) === shard;
}

/** Discord's rule for which shard tells of a guild. */
export function shardOf(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
