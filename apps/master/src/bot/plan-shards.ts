import type { ShardSlot, ShardSurvey } from '@anankor/ipc';

export interface ShardPlan {
  /** Free slots to take, each of another shard. */
  take: readonly ShardSlot[];
  /** The shard to give back, for a replica that has too little. */
  give?: number;
}

/**
 * What a replica does about its share, by what all of them see. No replica holds more than ceil(slots / replicas), and when
 * nothing moves any more none holds two more than another. Shards are given back one at a time, by the replica that holds
 * most, and only while every shard that is held is connected: with several copies nobody misses the one given back.
 * `most` is how many more it may take now.
 */
export function planShards(survey: ShardSurvey, self: string, most: number): ShardPlan {
  const { replicas, slots } = survey;
  if (!replicas.includes(self)) return { take: [] };
  const held = new Map(replicas.map((replica) => [replica, new Set<number>()]));
  for (const { replica, shard } of slots) if (replica !== undefined) held.get(replica)?.add(shard);
  const of = (replica: string): Set<number> => held.get(replica) ?? new Set();
  const size = (replica: string): number => of(replica).size;
  const mine = of(self);
  const free = slots.filter(({ replica }) => replica === undefined);

  const take: ShardSlot[] = [];
  const share = Math.ceil(slots.length / replicas.length);
  for (const slot of byNeed(free, slots)) {
    if (take.length >= most || mine.size >= share) break;
    if (mine.has(slot.shard)) continue;
    // Those that have less and could take it come first.
    const waiting = replicas.some((other) => size(other) < mine.size && !of(other).has(slot.shard));
    if (waiting) continue;
    mine.add(slot.shard);
    take.push(slot);
  }
  if (take.length > 0) return { take };

  const [giver] = [...replicas].sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1));
  const [taker] = [...replicas].sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1));
  if (giver !== self || taker === undefined) return { take };
  const has = of(taker);
  if (free.some(({ shard }) => !has.has(shard))) return { take };
  if (slots.some(({ replica, connected }) => replica !== undefined && !connected)) return { take };
  // A slot stays free because the one with least has its shard already: then a swap frees it.
  const excess = mine.size - has.size + (free.length > 0 ? 1 : 0);
  const give = [...mine].reverse().find((shard) => !has.has(shard));
  return excess >= 2 && give !== undefined ? { take, give } : { take };
}

/** Shards that nobody holds first; beyond that in any order, so that replicas don't all try the same. One slot a shard. */
function byNeed(free: readonly ShardSlot[], all: readonly ShardSlot[]): ShardSlot[] {
  const holders = (wanted: number): number =>
    all.filter(({ shard, replica }) => shard === wanted && replica !== undefined).length;
  const first = new Map<number, { slot: ShardSlot; rank: number }>();
  for (const slot of free) {
    if (!first.has(slot.shard))
      first.set(slot.shard, { slot, rank: holders(slot.shard) + Math.random() * 0.5 });
  }
  return [...first.values()].sort((a, b) => a.rank - b.rank).map(({ slot }) => slot);
}
