import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { AnankorError, retry } from '@anankor/core';
import { CREATE_TABLES_SCRIPT } from './dynamodb-error.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import type { KeyAttribute, TableDefinition } from './table-definitions.ts';

export interface TableResult {
  table: string;
  outcome: 'created' | 'present';
  /** `unsupported`: this DynamoDB (dynalite) can't expire items. */
  ttl: 'on' | 'unsupported' | 'none';
}

/** Creates what is missing and turns expiry on. Idempotent, and safe to run twice at once. */
export async function createTables(
  client: Dynamodb,
  definitions: Iterable<TableDefinition>,
  signal?: AbortSignal,
): Promise<TableResult[]> {
  const results: TableResult[] = [];
  for (const definition of definitions) {
    const outcome = await createTable(client, definition, signal);
    await untilActive(client, definition.name, signal);
    const ttl = definition.ttlAttribute
      ? await expireBy(client, definition.name, definition.ttlAttribute)
      : 'none';
    results.push({ table: definition.name, outcome, ttl });
  }
  return results;
}

/** @throws AnankorError TABLE_MISSING naming all missing tables and the script that makes them. */
export async function checkTables(client: Dynamodb, definitions: Iterable<TableDefinition>): Promise<void> {
  const found = await Promise.all(
    [...definitions].map(async ({ name }) => [name, await isPresent(client, name)] as const),
  );
  const missing = found.flatMap(([name, present]) => (present ? [] : [name]));
  if (missing.length > 0)
    throw new AnankorError(
      'TABLE_MISSING',
      `DynamoDB tables are missing (${missing.join(', ')}): run ${CREATE_TABLES_SCRIPT}`,
      { details: { tables: missing } },
    );
}

/** Resolves when DynamoDB answers. @throws AnankorError DYNAMODB_UNAVAILABLE when it does not within `limitMs`. */
export async function waitForDynamodb(client: Dynamodb, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  await retry(() => client.send(new ListTablesCommand({ Limit: 1 })), {
    policy: { initialMs: 200, maxMs: 1_000 },
    attempts: Number.POSITIVE_INFINITY,
    retryable: (error) =>
      error instanceof AnankorError && error.code === 'DYNAMODB_UNAVAILABLE' && performance.now() < deadline,
  });
}

async function createTable(
  client: Dynamodb,
  definition: TableDefinition,
  signal?: AbortSignal,
): Promise<TableResult['outcome']> {
  if (await isPresent(client, definition.name)) return 'present';
  try {
    await client.send(new CreateTableCommand(toCreateTableInput(definition)), {
      ...(signal && { abortSignal: signal }),
    });
    return 'created';
  } catch (error) {
    // Somebody else was faster.
    if (error instanceof Error && error.name === 'ResourceInUseException') return 'present';
    throw error;
  }
}

function toCreateTableInput(definition: TableDefinition): CreateTableCommandInput {
  const keys = [definition, ...definition.indexes].flatMap(keysOf);
  const attributes = new Map(keys.map((key) => [key.name, key.type]));
  return {
    TableName: definition.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(definition),
    ...(definition.indexes.length > 0 && {
      GlobalSecondaryIndexes: definition.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: index.projection },
      })),
    }),
  };
}

interface Keyed {
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
}

function keysOf({ partitionKey, sortKey }: Keyed): KeyAttribute[] {
  return sortKey ? [partitionKey, sortKey] : [partitionKey];
}

function keySchema(keyed: Keyed): KeySchemaElement[] {
  return keysOf(keyed).map((key, index) => ({
    AttributeName: key.name,
    KeyType: index === 0 ? 'HASH' : 'RANGE',
  }));
}

async function isPresent(client: Dynamodb, table: string): Promise<boolean> {
  return (await statusOf(client, table)) !== undefined;
}

async function statusOf(client: Dynamodb, table: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table?.TableStatus;
  } catch (error) {
    if (error instanceof AnankorError && error.code === 'TABLE_MISSING') return undefined;
    throw error;
  }
}

async function untilActive(client: Dynamodb, table: string, signal?: AbortSignal): Promise<void> {
  await retry(
    async () => {
      const status = await statusOf(client, table);
      if (status !== 'ACTIVE')
        throw new AnankorError('DYNAMODB_UNAVAILABLE', `The table ${table} is not active yet`, {
          details: { status },
        });
    },
    { policy: { initialMs: 100, maxMs: 2_000 }, attempts: 60, ...(signal && { signal }) },
  );
}

async function expireBy(client: Dynamodb, table: string, attribute: string): Promise<TableResult['ttl']> {
  try {
    const { TimeToLiveDescription: now } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: table }),
    );
    if (now?.TimeToLiveStatus === 'ENABLED' || now?.TimeToLiveStatus === 'ENABLING') return 'on';
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
      }),
    );
    return 'on';
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownOperationException') return 'unsupported';
    // Another run turned it on between the two calls.
    if (error instanceof Error && /already enabled/i.test(error.message)) return 'on';
    throw error;
  }
}
