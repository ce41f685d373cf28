import type { ShardSlot, ShardSurvey } from '@anankor/ipc';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planShards } from './plan-shards.ts';

/** Slots and who holds them. */
class World {
  readonly slots: ShardSlot[] = [];
  readonly replicas = new Set<string>();

  constructor(shards: number, copies: number) {
    for (let slot = 0; slot < copies; slot += 1)
      for (let shard = 0; shard < shards; shard += 1)
        this.slots.push({ shard, slot, replica: undefined, connected: false });
  }

  get survey(): ShardSurvey {
    return { replicas: [...this.replicas].sort(), slots: this.slots.map((slot) => ({ ...slot })) };
  }

  leave(replica: string): void {
    this.replicas.delete(replica);
    for (const slot of this.slots) {
      if (slot.replica === replica) Object.assign(slot, { replica: undefined, connected: false });
    }
  }

  heldBy(replica: string): number[] {
    return this.slots.filter((slot) => slot.replica === replica).map(({ shard }) => shard);
  }

  /** One round of a replica. False where it had nothing to do. */
  round(replica: string, most: number): boolean {
    const before = this.survey;
    const { take, give } = planShards(before, replica, most);
    expect(take.length === 0 || give === undefined).toBe(true);
    for (const { shard, slot } of take) {
      const place = this.slots.find((one) => one.shard === shard && one.slot === slot)!;
      expect(place.replica).toBeUndefined();
      Object.assign(place, { replica, connected: true });
    }
    if (give !== undefined) {
      // Whoever else has the shard goes on with it.
      const others = this.slots.filter(({ shard, replica: by }) => shard === give && by && by !== replica);
      expect(others.every(({ connected }) => connected)).toBe(true);
      const place = this.slots.find((slot) => slot.replica === replica && slot.shard === give)!;
      Object.assign(place, { replica: undefined, connected: false });
    }
    return take.length > 0 || give !== undefined;
  }

  /** Rounds in any order until nothing moves. */
  settle(most: number, order: readonly number[]): void {
    for (let round = 0; round < 500; round += 1) {
      const turn = order[round % order.length] ?? 0;
      const names = [...this.replicas];
      const rotated = names.map((_, index) => names[(index + turn) % names.length]!);
      if (!rotated.map((name) => this.round(name, most)).some(Boolean)) return;
    }
    throw new Error('it never comes to rest');
  }
}

it('comes to rest with an even spread, every slot that can be held held, and no replica twice on a shard', () => {
  const changes = fc.array(fc.record({ replica: fc.integer({ min: 0, max: 6 }), joins: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(6), { minLength: 1 }),
      changes,
      (shards, copies, most, order, steps) => {
        const world = new World(shards, copies);
        for (const { replica, joins } of steps) {
          if (joins) world.replicas.add(`r${replica}`);
          else world.leave(`r${replica}`);
          world.settle(most, order);
          const live = world.replicas.size;
          if (live === 0) continue;
          const held = [...world.replicas].map((name) => world.heldBy(name));
          for (const one of held) expect(new Set(one).size).toBe(one.length);
          const sizes = held.map((one) => one.length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(Math.ceil((shards * copies) / live));
          const filled = world.slots.filter(({ replica: by }) => by !== undefined).length;
          expect(filled).toBe(shards * Math.min(copies, live));
        }
      },
    ),
  );
});

it('gives nothing back while a shard is about to be connected, nor to one that is not known to live', () => {
  const world = new World(4, 1);
  world.replicas.add('a').add('b');
  world.slots.forEach((slot) => Object.assign(slot, { replica: 'a', connected: slot.shard !== 1 }));
  expect(planShards(world.survey, 'a', 1)).toEqual({ take: [] });
  world.slots.forEach((slot) => Object.assign(slot, { connected: true }));
  expect(planShards(world.survey, 'a', 1)).toEqual({ take: [], give: 3 });
  expect(planShards(world.survey, 'b', 1)).toEqual({ take: [] });
  world.replicas.delete('b');
  expect(planShards(world.survey, 'a', 1)).toEqual({ take: [] });
  expect(planShards(world.survey, 'b', 1)).toEqual({ take: [] });
});
