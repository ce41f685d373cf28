export interface KeyAttribute {
  name: string;
  /** String or number. */
  type: 'S' | 'N';
}

export interface IndexDefinition {
  name: string;
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
  projection: 'KEYS_ONLY' | 'ALL';
}

export interface TableDefinition {
  name: string;
  partitionKey: KeyAttribute;
  indexes: readonly IndexDefinition[];
  /** Holds the second since the Unix epoch at which DynamoDB may delete the item. */
  ttlAttribute?: string;
}

export interface TableDefinitions {
  claims: TableDefinition;
  assignments: TableDefinition;
  guildSettings: TableDefinition;
}

export const DEFAULT_TABLE_PREFIX = 'anankor-';

/** Every DynamoDB table of the product; all are billed per request. docs/03-data-models.md describes their items. */
export function tableDefinitions(prefix: string = DEFAULT_TABLE_PREFIX): TableDefinitions {
  const guildId: KeyAttribute = { name: 'guildId', type: 'S' };
  return {
    claims: {
      name: `${prefix}claims`,
      partitionKey: { name: 'interactionId', type: 'S' },
      indexes: [
        {
          // Sparse: only PENDING claims have the attribute, so it holds what is under way and what was abandoned.
          name: 'pending',
          partitionKey: { name: 'pendingShard', type: 'N' },
          sortKey: { name: 'leaseUntil', type: 'N' },
          projection: 'KEYS_ONLY',
        },
      ],
      ttlAttribute: 'expiresAt',
    },
    assignments: { name: `${prefix}assignments`, partitionKey: guildId, indexes: [] },
    guildSettings: { name: `${prefix}guild-settings`, partitionKey: guildId, indexes: [] },
  };
}
