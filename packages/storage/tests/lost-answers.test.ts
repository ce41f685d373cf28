import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Assignments, InteractionClaims, createDynamodb } from '../src/index.ts';
import type { Dynamodb } from '../src/index.ts';
import { credentials, openBackend, region } from './backends.ts';
import type { Backend } from './backends.ts';

/** A proxy in front of DynamoDB that can cut the connection after the request was carried out. */
class CuttingProxy {
  /** Operations whose next answer is lost. */
  readonly cut = new Set<string>();
  readonly #server;

  constructor(target: string) {
    this.#server = createServer((incoming, outgoing) => {
      const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
      const onward = httpRequest(target, { method: incoming.method, headers: incoming.headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          if (this.cut.delete(operation)) return incoming.socket.destroy();
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          outgoing.end(Buffer.concat(chunks));
        });
      });
      incoming.pipe(onward);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await new Promise((resolve) => this.#server.once('listening', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe('a write whose answer was lost', () => {
  let backend: Backend;
  let proxy: CuttingProxy;
  let client: Dynamodb;
  let claims: InteractionClaims<string>;
  let assignments: Assignments;

  beforeAll(async () => {
    backend = await openBackend('dynalite');
    proxy = new CuttingProxy(backend.endpoint);
    client = createDynamodb({
      region,
      credentials,
      endpoint: await proxy.listen(),
      requestTimeoutMs: 15_000,
    });
    claims = new InteractionClaims({ client, table: backend.tables.claims, envelope: z.string() });
    assignments = new Assignments({ client, table: backend.tables.assignments });
  });
  afterAll(async () => {
    client.destroy();
    await proxy.close();
    await backend.stop();
  });

  it('is still the claim of whoever wrote it', async () => {
    proxy.cut.add('PutItem');
    const request = { interactionId: 'i1', owner: 'a', leaseMs: 1_000, envelope: 'e', now: 0 };
    expect(await claims.claim(request)).toEqual({ outcome: 'claimed' });
    proxy.cut.add('UpdateItem');
    expect(await claims.takeOver({ interactionId: 'i1', owner: 'b', leaseMs: 1_000, now: 5_000 })).toBe('e');
    proxy.cut.add('UpdateItem');
    expect(await claims.complete('i1', 'b', 'ENQUEUED', 'w')).toBe(true);
    expect(proxy.cut.size).toBe(0);
  });

  it('is still the assignment of whoever wrote it', async () => {
    proxy.cut.add('PutItem');
    const request = { guildId: 'g', channelId: 'c', workerId: 'w', expectedVersion: 0, now: 1 };
    expect(await assignments.assign(request)).toMatchObject({ ok: true, assignment: { version: 1 } });
    proxy.cut.add('PutItem');
    expect(await assignments.release({ guildId: 'g', channelId: 'c', workerId: 'w' })).toMatchObject({
      version: 2,
    });
  });
});
