import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InteractionClaims } from '../src/index.ts';
import { backends, openBackend } from './backends.ts';
import type { Backend } from './backends.ts';

const envelope = z.object({ command: z.string(), token: z.string() });
const play = { command: 'play', token: 'aW50ZXJhY3Rpb246-the-token' };
const now = 1_800_000_000_000;
const leaseMs = 10_000;

describe.each(backends)('InteractionClaims on %s', (kind) => {
  let backend: Backend;
  let claims: InteractionClaims<z.output<typeof envelope>>;
  let next = 0;
  const newId = (): string => `interaction-${next++}`;

  beforeAll(async () => {
    backend = await openBackend(kind);
    claims = new InteractionClaims({ client: backend.client, table: backend.tables.claims, envelope });
  });
  afterAll(() => backend.stop());

  const claim = (interactionId: string, owner: string, at = now) =>
    claims.claim({ interactionId, owner, leaseMs, envelope: play, now: at });
  const stored = async (interactionId: string) => {
    const key = { TableName: backend.tables.claims.name, Key: { interactionId } };
    return (await backend.client.send(new GetCommand(key))).Item;
  };

  it('lets one of fifty replicas act', async () => {
    const id = newId();
    const owners = Array.from({ length: 50 }, (_, index) => `replica-${index}`);
    const results = await Promise.all(owners.map((owner) => claim(id, owner)));
    const winners = owners.filter((_, index) => results[index]?.outcome === 'claimed');
    expect(winners).toHaveLength(1);
    const losers = results.filter((result) => result.outcome === 'duplicate');
    expect(losers).toHaveLength(49);
    for (const loser of losers)
      expect(loser).toEqual({ outcome: 'duplicate', status: 'PENDING', owner: winners[0] });
  });

  it('is a duplicate for its own owner too', async () => {
    const id = newId();
    await claim(id, 'a');
    expect(await claim(id, 'a')).toEqual({ outcome: 'duplicate', status: 'PENDING', owner: 'a' });
  });

  it('forgets the envelope, and with it the token, once complete', async () => {
    const id = newId();
    await claim(id, 'a');
    expect(JSON.stringify(await stored(id))).toContain(play.token);
    expect(await claims.complete(id, 'a', 'ENQUEUED', 'worker-1')).toBe(true);
    const item = await stored(id);
    expect(JSON.stringify(item)).not.toContain(play.token);
    expect(item).not.toHaveProperty('pendingShard');
    expect(item).toMatchObject({ status: 'ENQUEUED', workerId: 'worker-1', expiresAt: now / 1_000 + 86_400 });
    expect(await claim(id, 'b')).toEqual({
      outcome: 'duplicate',
      status: 'ENQUEUED',
      owner: 'a',
      workerId: 'worker-1',
    });
  });

  it('completes once, and says so again to a repetition', async () => {
    const id = newId();
    await claim(id, 'a');
    expect(await claims.complete(id, 'b', 'ANSWERED')).toBe(false);
    expect(await claims.complete(id, 'a', 'ANSWERED')).toBe(true);
    expect(await claims.complete(id, 'a', 'ANSWERED')).toBe(true);
    expect(await claims.complete(id, 'a', 'ENQUEUED')).toBe(false);
    expect(await claims.complete('unknown', 'a', 'ANSWERED')).toBe(false);
  });

  it('hands a claim over only when its lease has run out, and to one replica', async () => {
    const id = newId();
    await claim(id, 'dead');
    const early = now + leaseMs - 1;
    expect(await claims.takeOver({ interactionId: id, owner: 'b', leaseMs, now: early })).toBeNull();

    const owners = Array.from({ length: 20 }, (_, index) => `heir-${index}`);
    const late = now + leaseMs;
    const envelopes = await Promise.all(
      owners.map((owner) => claims.takeOver({ interactionId: id, owner, leaseMs, now: late })),
    );
    expect(envelopes.filter(Boolean)).toEqual([play]);

    const heir = owners[envelopes.findIndex(Boolean)]!;
    expect(await claims.complete(id, 'dead', 'ENQUEUED')).toBe(false);
    expect(await claims.complete(id, heir, 'ENQUEUED', 'worker-2')).toBe(true);
    expect(await claims.takeOver({ interactionId: id, owner: 'c', leaseMs, now: late * 2 })).toBeNull();
  });

  it('takes over nothing that is not there', async () => {
    expect(await claims.takeOver({ interactionId: 'unknown', owner: 'b', leaseMs, now })).toBeNull();
  });

  it('refuses an envelope of another version without showing it', async () => {
    const id = newId();
    await claim(id, 'a');
    const item = await stored(id);
    const broken = { ...item, envelope: JSON.stringify({ command: 7, token: 'hidden' }) };
    await backend.client.send(new PutCommand({ TableName: backend.tables.claims.name, Item: broken }));
    const failure = await claims
      .takeOver({ interactionId: id, owner: 'b', leaseMs, now: now + leaseMs })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'JOB_INVALID', details: { fields: ['command'] } });
    expect(JSON.stringify(failure)).not.toContain('hidden');
  });

  it('finds abandoned claims, the oldest first and no more than asked', async () => {
    const long = now - 1_000_000;
    const abandoned = Array.from({ length: 12 }, () => newId());
    for (const [index, id] of abandoned.entries()) await claim(id, 'dead', long + index);
    await claims.complete(abandoned[1]!, 'dead', 'ANSWERED');
    await claims.takeOver({ interactionId: abandoned[2]!, owner: 'heir', leaseMs, now: now - 500_000 });

    const all = await claims.expired({ now: long + leaseMs + 11, limit: 50 });
    const left = abandoned.filter((_, index) => index !== 1 && index !== 2);
    expect(all.map((claimed) => claimed.interactionId)).toEqual(left);
    expect(all[0]).toEqual({ interactionId: abandoned[0], leaseUntil: long + leaseMs });

    const few = await claims.expired({ now: long + leaseMs + 11, limit: 3 });
    expect(few.map((claimed) => claimed.interactionId)).toEqual(left.slice(0, 3));
    expect(await claims.expired({ now: long, limit: 50 })).toEqual([]);
  });
});
