import { randomInt, randomUUID } from 'node:crypto';
import { AnankorError } from '@anankor/core';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jsonOf, storedShape } from '@anankor/schemas';
import type { StoredValue } from '@anankor/schemas';
import { z } from 'zod';
import { conditionHeld } from './conditional.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import type { TableDefinition } from './table-definitions.ts';

/** Partitions of the index of pending claims, so that no single one takes all writes. */
const PENDING_SHARDS = 4;
const KEPT_SECONDS = 24 * 60 * 60;

const claimStatus = z.enum(['PENDING', 'ENQUEUED', 'ANSWERED']);
/** PENDING: somebody is at it. ENQUEUED: the job is on a stream. ANSWERED: the master answered by itself. */
export type ClaimStatus = z.infer<typeof claimStatus>;

export const claimItem = storedShape(1, {
  owner: z.string(),
  status: claimStatus,
  /** Tells a write of ours whose answer was lost from somebody else's. */
  attempt: z.string(),
  workerId: z.string().optional(),
  envelope: z.string().optional(),
  /** Milliseconds since the Unix epoch. */
  claimedAt: z.number().default(0),
});
type ClaimItem = StoredValue<typeof claimItem>;

export type ClaimResult =
  { outcome: 'claimed' } | { outcome: 'duplicate'; status: ClaimStatus; owner: string; workerId?: string };

/**
 * Who acts on an interaction, and what became of it: the idempotency of commands. Each replica of the master receives
 * every interaction; the first to claim it acts. A claim stays PENDING, with its envelope and a lease, until the job is
 * on the stream; one whose lease ran out is taken over. Times are milliseconds since the Unix epoch.
 */
export class InteractionClaims<Envelope> {
  readonly #client: Dynamodb;
  readonly #table: string;
  readonly #envelope: z.ZodType<Envelope>;

  /** `envelope` is what a replica needs to finish the work of another; it holds the interaction token. */
  constructor(options: { client: Dynamodb; table: TableDefinition; envelope: z.ZodType<Envelope> }) {
    this.#client = options.client;
    this.#table = options.table.name;
    this.#envelope = options.envelope;
  }

  /** `owner` is unique to the process. Of any number of calls for one interaction, one is answered `claimed`. */
  async claim(request: {
    interactionId: string;
    owner: string;
    leaseMs: number;
    envelope: Envelope;
    now: number;
  }): Promise<ClaimResult> {
    const { interactionId, owner, leaseMs, envelope, now } = request;
    const attempt = randomUUID();
    const put = new PutCommand({
      TableName: this.#table,
      Item: {
        v: claimItem.version,
        interactionId,
        owner,
        attempt,
        status: 'PENDING' satisfies ClaimStatus,
        envelope: JSON.stringify(envelope),
        pendingShard: randomInt(PENDING_SHARDS),
        leaseUntil: now + leaseMs,
        claimedAt: now,
        expiresAt: Math.floor(now / 1_000) + KEPT_SECONDS,
      },
      ConditionExpression: 'attribute_not_exists(interactionId)',
    });
    if (await conditionHeld(this.#client.send(put))) return { outcome: 'claimed' };
    const item = await this.#read(interactionId);
    // It expired between the two requests: a day old, so nobody waits for it.
    if (!item) return { outcome: 'duplicate', status: 'ANSWERED', owner };
    if (item.attempt === attempt) return { outcome: 'claimed' };
    return {
      outcome: 'duplicate',
      status: item.status,
      owner: item.owner,
      ...(item.workerId !== undefined && { workerId: item.workerId }),
    };
  }

  /**
   * Ends a claim and forgets its envelope. False where it is no longer the owner's: another replica took it over and
   * answers for it. Repeating a completion is true again.
   */
  async complete(
    interactionId: string,
    owner: string,
    status: Exclude<ClaimStatus, 'PENDING'>,
    workerId?: string,
  ): Promise<boolean> {
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { interactionId },
      UpdateExpression: `SET #status = :status${workerId === undefined ? '' : ', workerId = :workerId'} REMOVE envelope, pendingShard, leaseUntil`,
      ConditionExpression: '#owner = :owner AND #status = :pending',
      ExpressionAttributeNames: { '#status': 'status', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':status': status,
        ':owner': owner,
        ':pending': 'PENDING',
        ...(workerId !== undefined && { ':workerId': workerId }),
      },
    });
    if (await conditionHeld(this.#client.send(update))) return true;
    const item = await this.#read(interactionId);
    return item?.owner === owner && item.status === status;
  }

  /**
   * Makes `owner` the owner of a PENDING claim whose lease ran out, and returns its envelope; null where there is none,
   * it is done, or somebody was faster.
   *
   * @throws AnankorError JOB_INVALID for an envelope this version does not understand; `details.claimedAt` says how old it is.
   */
  async takeOver(request: {
    interactionId: string;
    owner: string;
    leaseMs: number;
    now: number;
  }): Promise<Envelope | null> {
    const { interactionId, owner, leaseMs, now } = request;
    const attempt = randomUUID();
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { interactionId },
      UpdateExpression: 'SET #owner = :owner, attempt = :attempt, leaseUntil = :leaseUntil',
      ConditionExpression: '#status = :pending AND leaseUntil <= :now',
      ExpressionAttributeNames: { '#status': 'status', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':owner': owner,
        ':attempt': attempt,
        ':leaseUntil': now + leaseMs,
        ':pending': 'PENDING',
        ':now': now,
      },
    });
    await conditionHeld(this.#client.send(update));
    const item = await this.#read(interactionId);
    return item?.attempt === attempt && item.status === 'PENDING' ? this.#open(item) : null;
  }

  /** PENDING claims whose lease ran out, the oldest first; slightly out of date, which takeOver makes good. */
  async expired(request: {
    now: number;
    limit: number;
  }): Promise<{ interactionId: string; leaseUntil: number }[]> {
    const shards = Array.from({ length: PENDING_SHARDS }, (_, shard) =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'pending',
          KeyConditionExpression: 'pendingShard = :shard AND leaseUntil <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': request.now },
          Limit: request.limit,
        }),
      ),
    );
    return (await Promise.all(shards))
      .flatMap(({ Items }) =>
        z.array(z.object({ interactionId: z.string(), leaseUntil: z.number() })).parse(Items ?? []),
      )
      .sort((left, right) => left.leaseUntil - right.leaseUntil)
      .slice(0, request.limit);
  }

  async #read(interactionId: string): Promise<ClaimItem | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { interactionId }, ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const read = claimItem.parse(Item);
    if (read) return read.value;
    throw new AnankorError('JOB_INVALID', 'A claim is not one this version understands');
  }

  #open(item: ClaimItem): Envelope {
    const parsed = this.#envelope.safeParse(jsonOf(item.envelope));
    if (parsed.success) return parsed.data;
    const fields = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new AnankorError('JOB_INVALID', 'The envelope of a claim is not one this version understands', {
      details: { fields, claimedAt: item.claimedAt },
    });
  }
}
