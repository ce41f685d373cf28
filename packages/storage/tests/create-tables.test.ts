import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkTables,
  createDynamodb,
  createTables,
  tableDefinitions,
  waitForDynamodb,
} from '../src/index.ts';
import { backends, credentials, openBackend, region } from './backends.ts';
import type { Backend } from './backends.ts';

const freshTables = () => Object.values(tableDefinitions(`test-${randomUUID()}-`));

/** The exit code and output of create-tables-cli.ts, run as the process it is. */
async function runCli(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const cli = fileURLToPath(new URL('../src/create-tables-cli.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@anankor/source', cli], {
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

describe.each(backends)('tables on %s', (kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(kind);
  });
  afterAll(() => backend.stop());

  it('names every missing table and the script that makes them', async () => {
    const tables = freshTables();
    const failure = await checkTables(backend.client, tables).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'TABLE_MISSING', kind: 'fatal' });
    for (const { name } of tables) expect(String(failure)).toContain(name);
    expect(String(failure)).toContain('infra/docker/dynamodb/create-tables.sh');
  });

  it('creates what is missing, once', async () => {
    const tables = freshTables();
    const results = await createTables(backend.client, tables);
    expect(results.map((result) => result.outcome)).toEqual(['created', 'created', 'created']);
    expect(kind === 'dynalite' ? ['unsupported'] : ['on', 'unsupported']).toContain(results[0]?.ttl);
    expect(results[1]?.ttl).toBe('none');
    await checkTables(backend.client, tables);
    const again = await createTables(backend.client, tables);
    expect(again.map((result) => result.outcome)).toEqual(['present', 'present', 'present']);
    expect(again.map((result) => result.ttl)).toEqual(results.map((result) => result.ttl));
  });

  it('survives two runs at once', async () => {
    const tables = freshTables();
    await Promise.all([createTables(backend.client, tables), createTables(backend.client, tables)]);
    await checkTables(backend.client, tables);
  });

  it('defines keys and index as declared, billed per request', async () => {
    const { Table } = await backend.client.send(
      new DescribeTableCommand({ TableName: backend.tables.claims.name }),
    );
    expect(Table?.KeySchema).toEqual([{ AttributeName: 'interactionId', KeyType: 'HASH' }]);
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'pending',
        KeySchema: [
          { AttributeName: 'pendingShard', KeyType: 'HASH' },
          { AttributeName: 'leaseUntil', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('runs as a command that says what it did', async () => {
    const env = {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      DYNAMODB_ENDPOINT: backend.endpoint,
      DYNAMODB_TABLE_PREFIX: `cli-${randomUUID()}-`,
    };
    const first = await runCli(env);
    expect(first).toMatchObject({ code: 0 });
    expect(first.output.match(/: created/g)).toHaveLength(3);
    const second = await runCli(env);
    expect(second).toMatchObject({ code: 0 });
    expect(second.output.match(/: was there/g)).toHaveLength(3);
  });
});

describe('without a DynamoDB', () => {
  /** A port that was free a moment ago. */
  async function closedPort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  it('waits no longer than the limit', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    const client = createDynamodb({ region, credentials, endpoint, attempts: 1 });
    await expect(waitForDynamodb(client, 500)).rejects.toMatchObject({ code: 'DYNAMODB_UNAVAILABLE' });
    client.destroy();
  });

  it('fails the command with the code, or with what is wrong in the environment', async () => {
    const unreachable = await runCli({
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      DYNAMODB_ENDPOINT: `http://127.0.0.1:${await closedPort()}`,
      DYNAMODB_WAIT: '0',
    });
    expect(unreachable.code).toBe(1);
    expect(unreachable.output).toContain('DYNAMODB_UNAVAILABLE');
    const unset = await runCli({});
    expect(unset.code).toBe(1);
    expect(unset.output).toMatch(/ENV_INVALID.*\n.*AWS_REGION: is missing/);
  });
});
