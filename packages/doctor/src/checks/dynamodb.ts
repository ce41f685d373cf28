import type { AwsSettings } from '@anankor/config';
import { classify } from '@anankor/core';
import { checkTables, createDynamodb, tableDefinitions } from '@anankor/storage';
import { missing, ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

const script = 'infra/docker/dynamodb/create-tables.sh';

/** Whether DynamoDB takes the credentials and has every table. */
export async function checkDynamodb(aws: AwsSettings, timeoutMs: number): Promise<Finding[]> {
  const client = createDynamodb({
    ...aws,
    attempts: 1,
    connectTimeoutMs: timeoutMs,
    requestTimeoutMs: timeoutMs,
  });
  const where = aws.endpoint ?? `AWS, ${aws.region}`;
  try {
    const definitions = Object.values(tableDefinitions(aws.tablePrefix));
    await checkTables(client, definitions);
    return [ok('DynamoDB', `all ${definitions.length} tables are there (${where})`)];
  } catch (error) {
    const { code, message } = classify(error);
    if (code === 'TABLE_MISSING') return [missing('DynamoDB', message, `run ${script}`)];
    if (code === 'DYNAMODB_UNAVAILABLE')
      return [wrong('DynamoDB', `does not answer (${where})`, 'start it, and check DYNAMODB_ENDPOINT')];
    return [wrong('DynamoDB', message, 'check AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')];
  } finally {
    client.destroy();
  }
}
