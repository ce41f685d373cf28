import { awsSettings, durationMs, loadEnv } from '@anankor/config';
import { classify } from '@anankor/core';
import { z } from 'zod';
import { createDynamodb } from './dynamodb-client.ts';
import { createTables, waitForDynamodb } from './create-tables.ts';
import { tableDefinitions } from './table-definitions.ts';

/** Entry point of infra/docker/dynamodb/create-tables.sh: waits for DynamoDB, creates what is missing, says what it did. */
const environment = z
  .object({ DYNAMODB_WAIT: durationMs({ min: 0, max: 600_000, default: 60_000 }) })
  .and(awsSettings);

try {
  const env = await loadEnv(environment, process.env, { dotenvPath: '.env' });
  const client = createDynamodb(env.aws);
  try {
    await waitForDynamodb(client, env.DYNAMODB_WAIT);
    const definitions = Object.values(tableDefinitions(env.aws.tablePrefix));
    for (const { table, outcome, ttl } of await createTables(client, definitions)) {
      const expiry = { on: ', items expire', unsupported: ', items do not expire here', none: '' }[ttl];
      process.stdout.write(`${table}: ${outcome === 'created' ? 'created' : 'was there'}${expiry}\n`);
    }
  } finally {
    client.destroy();
  }
} catch (error) {
  const { code, message } = classify(error);
  process.stderr.write(`${code}: ${message}\n`);
  process.exitCode = 1;
}
