import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Assignments, InteractionClaims, createDynamodb, tableDefinitions } from '../src/index.ts';
import type { DynamodbRequest } from '../src/index.ts';
import { credentials, openBackend, region } from './backends.ts';

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Assignments at a server that answers as told, and the failure of reading from it. */
async function failureOf(answer: RequestListener, requestTimeoutMs = 10_000) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const requests: DynamodbRequest[] = [];
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createDynamodb({ region, credentials, endpoint, attempts: 2, requestTimeoutMs }, (request) =>
    requests.push(request),
  );
  endings.push(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const table = tableDefinitions('p-').assignments;
  const failure: unknown = await new Assignments({ client, table }).get('g').catch((error: unknown) => error);
  return { failure, requests };
}

const refusal =
  (status: number, name: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name }));
  };

describe('failures of DynamoDB', () => {
  it('names the missing table', async () => {
    const backend = await openBackend('provided');
    endings.push(() => backend.stop());
    const table = tableDefinitions('never-made-').assignments;
    const read = new Assignments({ client: backend.client, table }).get('g');
    await expect(read).rejects.toMatchObject({
      code: 'TABLE_MISSING',
      message: expect.stringContaining('never-made-assignments'),
    });
  });

  it.each([
    [500, 'InternalServerError', 'DYNAMODB_UNAVAILABLE'],
    [400, 'ThrottlingException', 'DYNAMODB_UNAVAILABLE'],
    [400, 'ProvisionedThroughputExceededException', 'DYNAMODB_UNAVAILABLE'],
    [400, 'UnrecognizedClientException', 'DYNAMODB_REFUSED'],
    [400, 'AccessDeniedException', 'DYNAMODB_REFUSED'],
  ])('%s %s is %s', async (status, name, code) => {
    const { failure, requests } = await failureOf(refusal(status, name));
    expect(failure).toMatchObject({ code, details: { table: 'p-assignments', reason: name } });
    expect(requests).toMatchObject([{ operation: 'GetItem', outcome: 'error' }]);
  });

  it('passes on what says nothing of the service', async () => {
    const { failure } = await failureOf(refusal(400, 'ValidationException'));
    expect(failure).toMatchObject({ name: 'ValidationException' });
  });

  it('gives up on a server that does not answer', async () => {
    const { failure } = await failureOf(() => undefined, 200);
    expect(failure).toMatchObject({ code: 'DYNAMODB_UNAVAILABLE' });
  });

  it('gives up on a server that hangs up', async () => {
    const { failure } = await failureOf((request) => request.socket.destroy());
    expect(failure).toMatchObject({ code: 'DYNAMODB_UNAVAILABLE' });
  });

  it('reports every request with its outcome', async () => {
    const backend = await openBackend('provided');
    endings.push(() => backend.stop());
    const { client, tables, requests } = backend;
    const claims = new InteractionClaims({ client, table: tables.claims, envelope: z.string() });
    requests.length = 0;
    const claim = { interactionId: 'i', owner: 'a', leaseMs: 1_000, envelope: '', now: 0 };
    await claims.claim(claim);
    await claims.claim(claim);
    expect(requests.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'PutItem ok',
      'PutItem conflict',
      'GetItem ok',
    ]);
    for (const { durationMs } of requests) expect(durationMs).toBeGreaterThan(0);
  });
});
