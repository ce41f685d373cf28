import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { provideDynamodb, startDynamodb, toolFolder } from '../src/index.ts';

test('the global set-up announces Redis, DynamoDB and credentials to the tests', async () => {
  expect(process.env['REDIS_URL']).toMatch(/^redis:/);
  expect(process.env['AWS_ACCESS_KEY_ID']).toBeTruthy();
  const answer = await fetch(process.env['DYNAMODB_ENDPOINT']!);
  expect(answer.headers.get('x-amzn-requestid')).not.toBeNull();
});

test('dynalite answers', async () => {
  const dynamodb = await startDynamodb({ kind: 'dynalite' });
  try {
    const answer = await fetch(dynamodb.endpoint);
    expect(dynamodb.kind).toBe('dynalite');
    expect(answer.headers.get('x-amzn-requestid')).not.toBeNull();
  } finally {
    await dynamodb.stop();
  }
});

test('DynamoDB Local is taken where it is installed', async () => {
  const installed = existsSync(join(toolFolder(), 'dynamodb-local'));
  const dynamodb = await startDynamodb();
  try {
    expect(dynamodb.kind).toBe(installed ? 'dynamodb-local' : 'dynalite');
  } finally {
    await dynamodb.stop();
  }
});

test('a given DynamoDB is used and left alone', async () => {
  const dynamodb = await provideDynamodb({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
  expect(dynamodb).toMatchObject({ kind: 'given', endpoint: 'http://127.0.0.1:1' });
  await dynamodb.stop();
});
