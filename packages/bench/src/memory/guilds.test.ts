import { describe, expect, it } from 'vitest';
import { guildCreate, guildIdOf, shardOf } from './guilds.ts';

describe('a guild of the feeder', () => {
  it("is on the shard that Discord's rule says", () => {
    for (const n of [0, 1, 77]) expect(Number((BigInt(guildIdOf(n)) >> 22n) % 40n)).toBe(shardOf(n, 40));
  });

  it('has people in voice in every tenth', () => {
    const inVoice = [0, 1, 10].map(
      (n) => (guildCreate(n, '1') as { voice_states: unknown[] }).voice_states.length,
    );
    expect(inVoice).toEqual([10, 0, 10]);
  });
});
