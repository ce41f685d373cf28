import { randomUUID } from 'node:crypto';
import { startDynamodb } from '@anankor/local-stack';
import { createDynamodb, createTables, tableDefinitions } from '../src/index.ts';
import type { Dynamodb, DynamodbRequest, TableDefinitions } from '../src/index.ts';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const region = 'eu-central-1';

/** The DynamoDBs that every test meets: what the set-up provided (DynamoDB Local where Java is at hand), and dynalite. */
export const backends = ['provided', 'dynalite'] as const;

export interface Backend {
  endpoint: string;
  client: Dynamodb;
  tables: TableDefinitions;
  requests: DynamodbRequest[];
  stop(): Promise<void>;
}

/** A client on tables of its own. */
export async function openBackend(kind: (typeof backends)[number]): Promise<Backend> {
  const server =
    kind === 'dynalite'
      ? await startDynamodb({ kind: 'dynalite' })
      : { endpoint: process.env['DYNAMODB_ENDPOINT'] ?? '', stop: async () => undefined };
  const requests: DynamodbRequest[] = [];
  const settings = { region, credentials, endpoint: server.endpoint, requestTimeoutMs: 15_000 };
  const client = createDynamodb(settings, (request) => requests.push(request));
  const tables = tableDefinitions(`test-${randomUUID()}-`);
  await createTables(client, Object.values(tables));
  return {
    endpoint: server.endpoint,
    client,
    tables,
    requests,
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
