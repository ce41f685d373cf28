import type { Redis } from '@anankor/ipc';

/** Everything that stands in Redis, as one text. */
export async function dumpRedis(redis: Redis): Promise<string> {
  const lines: string[] = [];
  for (const key of await redis.keys('*')) lines.push(`${key} ${JSON.stringify(await valueOf(redis, key))}`);
  return lines.join('\n');
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'hash':
      return redis.hgetall(key);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null;
  }
}

/** Everything that stands in a local DynamoDB, as one text. */
export async function dumpDynamodb(endpoint: string): Promise<string> {
  const { TableNames } = await ask<{ TableNames: string[] }>(endpoint, 'ListTables', {});
  const tables = await Promise.all(
    TableNames.map((TableName) => ask<{ Items: unknown[] }>(endpoint, 'Scan', { TableName })),
  );
  return JSON.stringify(tables.map(({ Items }) => Items));
}

/** A local DynamoDB wants a signature, and does not look at it. */
async function ask<Answer>(endpoint: string, action: string, body: unknown): Promise<Answer> {
  const scope = 'local/20260101/eu-central-1/dynamodb/aws4_request';
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`DynamoDB answered ${answer.status} to ${action}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
