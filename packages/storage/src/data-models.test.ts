import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guildSettings } from '@anankor/schemas';
import { redisKeys } from './redis-keys.ts';
import { tableDefinitions } from './table-definitions.ts';

const page = readFileSync(new URL('../../../docs/03-data-models.md', import.meta.url), 'utf8');

describe('docs/03-data-models.md', () => {
  it('has every Redis key and no other', () => {
    const { claim, registry, refusedTokens, interaction, guildReplica, openInteractions, job, ...others } =
      redisKeys();
    const { shardReplicas, shardCount, shardEpoch, shardSlot, identify, ...some } = others;
    const { verdict, suggestion, outboxTurn, probe, ...ofWorker } = some;
    const expected = [
      claim('<tokenHash>'),
      registry(),
      refusedTokens(),
      interaction('<interactionId>'),
      guildReplica('<guildId>'),
      openInteractions(),
      probe(),
      verdict('<interactionId>'),
      suggestion('<hash>'),
      outboxTurn('<channelId>'),
      ...[shardReplicas(), shardCount(), shardEpoch(), shardSlot('<shard>', '<slot>'), identify('<bucket>')],
      job('workerId', '<jobId>'),
      ...Object.values(ofWorker).map((key) => key('workerId', '<guildId>')),
    ];
    const documented = [...page.matchAll(/^\| `(anankor:[^`]+)`/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual(expected.sort());
  });

  it('has every table with its keys and indexes', () => {
    for (const { name, partitionKey, indexes, ttlAttribute } of Object.values(tableDefinitions())) {
      expect(page).toContain(`### \`${name}\``);
      expect(page).toContain(`\`${partitionKey.name}\``);
      for (const index of indexes) expect(page).toContain(`Index \`${index.name}\``);
      if (ttlAttribute) expect(page).toMatch(new RegExp(`\\| \`${ttlAttribute}\` +\\| N, TTL`));
    }
  });

  it('has every setting of a guild', () => {
    for (const name of guildSettings.fields) expect(page).toContain(`\`${name}\``);
  });
});
