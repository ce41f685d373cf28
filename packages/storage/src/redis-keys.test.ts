import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redisKeys } from './redis-keys.ts';

const keys = redisKeys();

describe('redisKeys', () => {
  it('has the names that operators expect', () => {
    expect(keys.jobs('w1')).toBe('anankor:jobs:{w1}');
    expect(keys.epoch('w1')).toBe('anankor:epoch:{w1}');
    expect(keys.deadLetters('w1')).toBe('anankor:dlq:{w1}');
    expect(keys.session('w1', '123')).toBe('anankor:session:{w1}:123');
    expect(keys.claim('ab12')).toBe('anankor:workers:claims:ab12');
    expect(redisKeys('test').jobs('w1')).toBe('test:jobs:{w1}');
  });

  it('gives every key of a worker the same hash tag, and no two things the same key', () => {
    const {
      claim,
      registry,
      refusedTokens,
      interaction,
      guildReplica,
      openInteractions,
      suggestion,
      verdict,
      ...some
    } = keys;
    const { shardReplicas, shardCount, shardEpoch, shardSlot, identify, outboxTurn, probe, ...ofWorker } =
      some;
    const id = fc.stringMatching(/^[\w-]{1,20}$/);
    fc.assert(
      fc.property(id, id, (workerId, guildId) => {
        const all = Object.values(ofWorker).map((key) => key(workerId, guildId));
        for (const key of all) expect(key).toContain(`:{${workerId}}`);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
    const others = [
      claim('x'),
      registry(),
      refusedTokens(),
      interaction('x'),
      guildReplica('x'),
      openInteractions(),
      probe(),
      verdict('x'),
      suggestion('x'),
      outboxTurn('x'),
    ];
    expect(others.join()).not.toContain('{');
    const shards = [shardReplicas(), shardCount(), shardEpoch(), shardSlot(0, 1), identify(0)];
    for (const key of shards) expect(key).toContain(':{master}');
    expect(new Set(shards).size).toBe(shards.length);
  });
});
